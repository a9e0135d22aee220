import type { EventType } from "@/server/contract/event/event";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import type { Prisma } from "@/server/store/generated/client";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";
import { saveEndpointAlert } from "@/server/store/webhooks/endpoint-alert";
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpointDto } from "./endpoint-row";

export {
  ENDPOINT_COLUMNS,
  type EndpointRow,
  linkedInboxes,
  storedLinks,
  toEndpointDto,
} from "./endpoint-row";

const FIELDS = fieldsOf(ENDPOINT_COLUMNS);

/** The settings of an endpoint. */
export type EndpointSettings = Pick<
  EndpointRow,
  | "name"
  | "url"
  | "types"
  | "inboxIds"
  | "format"
  | "ordered"
  | "concurrency"
  | "suppressSelf"
  | "heartbeatMinutes"
>;
type State = Pick<
  EndpointRow,
  "state" | "disabledReason" | "failingSince" | "deletedAt" | "botName" | "botDescription"
>;

/** The sealed secret, and whose endpoint it is. */
type NewOwner = { sealedSecret: string } & Partial<
  Pick<EndpointRow, "callbackInboxId" | "botName" | "botDescription">
>;

/**
 * Inserts an endpoint, which receives events from now on; `sealedSecret` must be sealed. `callbackInboxId`: of an inbox's
 * callback. Records `endpoint.created`.
 */
export async function insertEndpoint(
  tx: Tx,
  settings: EndpointSettings,
  { sealedSecret, callbackInboxId = null, botName = null, botDescription = null }: NewOwner,
): Promise<EndpointRow> {
  const { accountId, tokenId } = tx.caller;
  const made = await prismaOf(tx).endpoint.create({
    data: {
      accountId,
      ...valuesOf(settings),
      tokenId: callbackInboxId === null ? tokenId : null,
      callbackInboxId,
      botName,
      botDescription,
      state: "enabled",
      secret: sealedSecret,
      createdAt: tx.now,
      updatedAt: tx.now,
    },
    select: FIELDS,
  });
  const row = toRow<EndpointRow>(made);
  const head = await prismaOf(tx).accountHead.findUnique({ where: { accountId }, select: { lastSeq: true } });
  if (head)
    await prismaOf(tx).endpointProgress.create({
      data: { accountId, endpointId: row.id, lastSeq: head.lastSeq },
      select: { endpointId: true },
    });
  await record(tx, "endpoint.created", row, {}, { created: { from: null, to: settings.url } });
  return row;
}

const valuesOf = (s: EndpointSettings) => ({
  name: s.name,
  url: s.url,
  types: [...s.types],
  inboxIds: [...s.inboxIds],
  format: s.format,
  ordered: s.ordered,
  concurrency: s.concurrency,
  suppressSelf: s.suppressSelf,
  heartbeatMinutes: s.heartbeatMinutes,
});

/** Locks an endpoint that is not deleted; null when there is none. */
export const lockEndpoint = (tx: Tx, endpointId: number): Promise<EndpointRow | null> =>
  lockRow(tx, "endpoint", { id: endpointId, columns: ENDPOINT_COLUMNS });

/** Locks the endpoint of an inbox's callback; null when there is none. The inbox must be locked. */
export async function lockCallbackEndpoint(tx: Tx, inboxId: number): Promise<EndpointRow | null> {
  const found = await prismaOf(tx).endpoint.findFirst({
    where: { accountId: tx.caller.accountId, callbackInboxId: inboxId, deletedAt: null },
    select: { id: true },
  });
  return found && lockEndpoint(tx, Number(found.id));
}

export type EndpointNotice = Exclude<Extract<EventType, `endpoint.${string}`>, "endpoint.created">;

/** Saves other settings or another state; nothing changed → no event. */
export async function saveEndpoint(
  tx: Tx,
  before: EndpointRow,
  patch: Partial<EndpointSettings & State>,
  type: EndpointNotice = "endpoint.updated",
): Promise<EndpointRow> {
  const after = { ...before, ...patch };
  const changes = differences(toEndpointDto(before), toEndpointDto(after), RECORDED);
  if (Object.keys(changes).length === 0) return before;
  const { state, disabledReason, failingSince, deletedAt, botName, botDescription } = after;
  const row = await update(tx, before, {
    ...valuesOf(after),
    botName,
    botDescription,
    state,
    disabledReason,
    failingSince,
    deletedAt,
  });
  await record(tx, type, row, changes, changes);
  await saveEndpointAlert(tx, before, row);
  return row;
}

/** Compare-and-set by version: throws after a write without the lock. */
async function update(tx: Tx, before: EndpointRow, data: Prisma.EndpointUpdateInput): Promise<EndpointRow> {
  const saved = await prismaOf(tx).endpoint.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
    data: { ...data, version: { increment: 1 }, updatedAt: tx.now },
    select: FIELDS,
  });
  return toRow<EndpointRow>(saved);
}

/** Saves another secret; the previous one signs too until `until`. Neither is in the event. */
export async function saveSecret(
  tx: Tx,
  before: EndpointRow,
  { sealedSecret, until }: { sealedSecret: string; until: Date | null },
): Promise<EndpointRow> {
  const where = { accountId: tx.caller.accountId, id: before.id };
  const stored = await prismaOf(tx).endpoint.findFirst({ where, select: { secret: true } });
  const previousSecret = until === null ? null : (stored?.secret ?? null);
  const row = await update(tx, before, { secret: sealedSecret, previousSecret, previousSecretUntil: until });
  const changes = differences(toEndpointDto(before), toEndpointDto(row), RECORDED);
  await record(tx, "endpoint.updated", row, changes, { secret: { from: null, to: null } });
  return row;
}

/** Resets the breaker: waiting deliveries are due immediately. */
export async function resetProgress(tx: Tx, endpointId: number): Promise<void> {
  await prismaOf(tx).endpointProgress.updateMany({
    where: { accountId: tx.caller.accountId, endpointId },
    data: {
      failures: 0,
      failingSince: null,
      openUntil: null,
      opens: 0,
      windowTries: 0,
      windowFailures: 0,
    },
  });
}

export async function findEndpoint(
  db: Db,
  accountId: number,
  endpointId: number,
): Promise<EndpointRow | null> {
  const where = { accountId, id: endpointId, deletedAt: null };
  const found = await prismaOf(db).endpoint.findFirst({ where, select: FIELDS });
  return found && toRow<EndpointRow>(found);
}

/** All endpoints of an account, at most `limit`. */
export async function listEndpointRows(db: Db, accountId: number, limit: number): Promise<EndpointDto[]> {
  const found = await prismaOf(db).endpoint.findMany({
    where: { accountId, deletedAt: null },
    orderBy: { id: "asc" },
    take: limit,
    select: FIELDS,
  });
  return found.map((endpoint) => toEndpointDto(toRow<EndpointRow>(endpoint)));
}

const RECORDED = [
  "bot",
  "name",
  "url",
  "types",
  "inboxIds",
  "format",
  "ordered",
  "concurrency",
  "suppressSelf",
  "heartbeatMinutes",
  "state",
  "disabledReason",
  "failingSince",
  "previousSecretUntil",
  "deletedAt",
] as const;

async function record(
  tx: Tx,
  type: EndpointNotice | "endpoint.created",
  row: EndpointRow,
  changes: Changes,
  logged: Changes,
): Promise<void> {
  await appendSettingChanges(tx, { subject: "endpoint", subjectId: row.id, subjectName: row.url }, logged);
  recordEvent(tx, { type, resource: "endpoint", dto: toEndpointDto(row), changes });
}

/** How many endpoints an account has, without those of inboxes' callbacks. */
export const countOwnEndpoints = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).endpoint.count({ where: { accountId, deletedAt: null, callbackInboxId: null } });

/** How many endpoints of an account were disabled because of their answers, or have failed for a day. */
export const countTroubled = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).endpoint.count({
    where: {
      accountId,
      deletedAt: null,
      OR: [
        { state: "disabled", disabledReason: { not: "by_hand" } },
        { state: { not: "disabled" }, failingSince: { not: null } },
      ],
    },
  });
