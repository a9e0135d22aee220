import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Columns } from "@/server/store/_rows/columns";

type Instants = "createdAt" | "updatedAt" | "deletedAt" | "failingSince" | "previousSecretUntil";
export type EndpointRow = Omit<EndpointDto, Instants | "inboxIds" | "callbackInboxId" | "bot" | "name"> & {
  name: string | null;
  callbackInboxId: number | null;
  /** Null: no bot. */
  botName: string | null;
  botDescription: string | null;
  /** Empty: all. */
  inboxIds: number[];
  failingSince: Date | null;
  previousSecretUntil: Date | null;
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const ENDPOINT_COLUMNS: Columns<EndpointRow> = {
  id: "$.id",
  name: "$.name",
  url: "$.url",
  types: "$.types",
  inboxIds: "to_json($.inbox_ids)",
  format: "$.format",
  ordered: "$.ordered",
  concurrency: "$.concurrency",
  suppressSelf: "$.suppress_self",
  heartbeatMinutes: "$.heartbeat_minutes",
  callbackInboxId: "$.callback_inbox_id",
  botName: "$.bot_name",
  botDescription: "$.bot_description",
  state: "$.state",
  disabledReason: "$.disabled_reason",
  failingSince: "$.failing_since",
  previousSecretUntil: "$.previous_until",
  deletedAt: "$.deleted_at",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

/** In `inboxIds` of a bot that is linked to no inbox: no inbox has this id. */
const NO_INBOX = 0;

/** The inboxes that a bot is linked to. */
export const linkedInboxes = ({ inboxIds }: Pick<EndpointRow, "inboxIds">): number[] =>
  inboxIds.filter((inboxId) => inboxId !== NO_INBOX);

/** How a bot's links are stored: an empty list would be all inboxes. */
export const storedLinks = (inboxIds: readonly number[]): number[] =>
  inboxIds.length === 0 ? [NO_INBOX] : [...inboxIds].sort((a, b) => a - b);

export const toEndpointDto = ({ botName, botDescription, ...row }: EndpointRow): EndpointDto => ({
  ...row,
  bot: botName === null ? null : { name: botName, description: botDescription },
  inboxIds: botName !== null ? linkedInboxes(row) : row.inboxIds.length === 0 ? null : row.inboxIds,
  failingSince: row.failingSince?.toISOString() ?? null,
  previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
