import { CONCURRENCY_DEFAULT } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { HEARTBEAT_FORMATS } from "@/server/contract/webhook/constants";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";
import { BOT_FORMAT } from "@/server/domain/webhook/formats";
import { faultOfTarget } from "@/server/lib/outbound/target";
import type { Tx } from "@/server/store/events/tx";
import { existingInboxes } from "@/server/store/inboxes/inbox-facts";
import { type EndpointRow, type EndpointSettings, lockEndpoint } from "@/server/store/webhooks/endpoints";

/** Locks an endpoint that administrators change themselves. Refuses that of an inbox's callback, and a bot. */
export async function lockOwnEndpoint(tx: Tx, endpointId: number): Promise<EndpointRow> {
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) throw new Refusal("endpoint.not_found");
  if (endpoint.callbackInboxId !== null) throw new Refusal("endpoint.of_inbox");
  if (endpoint.botName !== null) throw new Refusal("endpoint.is_bot");
  return endpoint;
}

/** Refuses a URL that the outbound policy forbids. A host name is resolved again at every try. */
export function refuseTarget(url: string): void {
  const fault = faultOfTarget(url);
  if (fault !== null) throw new Refusal("endpoint.url_refused", { field: "url", detail: fault });
}

/** Refuses a heartbeat in a format that has none. */
export function refuseHeartbeat({
  format,
  heartbeatMinutes,
}: Pick<EndpointDto, "format" | "heartbeatMinutes">): void {
  if (heartbeatMinutes === null || HEARTBEAT_FORMATS.includes(format)) return;
  throw new Refusal("input.invalid", {
    field: "heartbeatMinutes",
    detail: `the format ${format} has no heartbeats`,
  });
}

/** The inboxes of a filter, sorted, each once; empty = no filter. Refuses one that the account does not have. */
export async function knownInboxes(tx: Tx, given: readonly number[] | null | undefined): Promise<number[]> {
  const inboxIds = [...new Set(given ?? [])].sort((a, b) => a - b);
  const known = inboxIds.length === 0 ? 0 : (await existingInboxes(tx, inboxIds)).size;
  if (known < inboxIds.length) throw new Refusal("inbox.not_found", { field: "inboxIds" });
  return inboxIds;
}

/** The settings of an endpoint whose subscriptions Tickline decides: a bot's, a callback's. */
export const ownedEndpoint = (own: {
  url: string;
  types: readonly SubscribableType[];
  inboxIds: number[];
}): EndpointSettings => ({
  ...own,
  name: null,
  types: [...own.types],
  format: BOT_FORMAT,
  ordered: false,
  concurrency: CONCURRENCY_DEFAULT,
  suppressSelf: false,
  heartbeatMinutes: null,
});
