import { CONCURRENCY_DEFAULT } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { HEARTBEAT_FORMATS } from "@/server/contract/webhook/constants";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";
import { notifiesOfChanges } from "@/server/domain/inbox/channel";
import { BOT_FORMAT } from "@/server/domain/webhook/formats";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import { faultOfTarget } from "@/server/lib/outbound/target";
import type { Tx } from "@/server/store/events/tx";
import { existingInboxes } from "@/server/store/inboxes/inbox-facts";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { PREVIOUS_SECRET_HOURS, readCallbackSecretVersion } from "@/server/store/inboxes/secrets";
import {
  type EndpointRow,
  type EndpointSettings,
  insertEndpoint,
  lockCallbackEndpoint,
  lockEndpoint,
  resetProgress,
  saveEndpoint,
  saveSecret,
} from "@/server/store/webhooks/endpoints";

/**
 * What a program whose callback's format tells of changes is told beside the messages to send, which are sends: it would send them
 * again. Its own receipts are not repeated to it.
 */
const TYPES: readonly SubscribableType[] = [
  "conversation.assigned",
  "conversation.created",
  "conversation.labelled",
  "conversation.moved",
  "conversation.priority_changed",
  "conversation.status_changed",
  "conversation.team_changed",
  "conversation.updated",
  "message.created/in",
  "message.deleted",
  "message.updated",
  "note.created",
];

const HOUR_MS = 3_600_000;

/**
 * Creates, changes or deletes the endpoint of a locked inbox's callback, so that there is one exactly while the
 * callback's format tells of changes. Another URL enables it again.
 */
export async function saveCallbackEndpoint(tx: Tx, inbox: InboxRow): Promise<void> {
  const { id: inboxId, callbackFormat, callbackUrl: url } = inbox;
  const before = await lockCallbackEndpoint(tx, inboxId);
  if (url === null || !notifiesOfChanges(callbackFormat)) {
    if (before) await saveEndpoint(tx, before, { deletedAt: tx.now }, "endpoint.deleted");
    return;
  }
  if (!before) await insertCallbackEndpoint(tx, inboxId, url);
  else if (before.url !== url) {
    await resetProgress(tx, before.id);
    await saveEndpoint(tx, before, { url, state: "enabled", disabledReason: null, failingSince: null });
  }
}

async function insertCallbackEndpoint(tx: Tx, inboxId: number, url: string): Promise<void> {
  const { accountId } = tx.caller;
  const callbackSecretVersion = (await readCallbackSecretVersion(tx, accountId, inboxId)) ?? 1;
  const settings = ownedEndpoint({ url, types: TYPES, inboxIds: [inboxId] });
  const sealedSecret = sealWebhookSecret(callbackSecret({ inboxId, callbackSecretVersion }), accountId);
  await insertEndpoint(tx, settings, { sealedSecret, callbackInboxId: inboxId });
}

/** Gives the endpoint of a locked inbox's callback, if there is one, the callback's new secret. */
export async function saveCallbackEndpointSecret(tx: Tx, inboxId: number, secret: string): Promise<void> {
  const before = await lockCallbackEndpoint(tx, inboxId);
  if (!before) return;
  const sealedSecret = sealWebhookSecret(secret, tx.caller.accountId);
  const until = new Date(tx.now.getTime() + PREVIOUS_SECRET_HOURS * HOUR_MS);
  await saveSecret(tx, before, { sealedSecret, until });
}

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
