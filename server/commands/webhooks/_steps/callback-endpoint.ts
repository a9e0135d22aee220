import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";
import { notifiesOfChanges } from "@/server/domain/inbox/callback";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { readCallbackSecretVersion } from "@/server/store/inboxes/secrets";
import { PREVIOUS_SECRET_HOURS } from "@/server/store/sends/load-sends";
import {
  insertEndpoint,
  lockCallbackEndpoint,
  resetProgress,
  saveEndpoint,
  saveSecret,
} from "@/server/store/webhooks/endpoints";
import { ownedEndpoint } from "./endpoint-checks";

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
