import { requireAdministrator } from "@/server/commands/_run/permission";
import { discardedBy } from "@/server/commands/queues/_steps/discarded-by";
import { requireWaiting } from "@/server/commands/queues/_steps/require-waiting";
import { doubt, type Folding, fold } from "@/server/commands/receipts/_steps/fold-receipt";
import { lockFoldings, saveFoldings } from "@/server/commands/receipts/_steps/fold-receipts";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUEUE_CHANGE_MAX } from "@/server/contract/queue/constants";
import type { DiscardSends, RetrySends } from "@/server/contract/queue/inputs";
import type { QueueChangeDto } from "@/server/contract/queue/queue";
import type { Tx } from "@/server/store/events/tx";
import { findInboxName } from "@/server/store/inboxes/inbox-facts";
import { appendQueueChange } from "@/server/store/queues/audit";
import {
  endSendPause,
  endSends,
  findSend,
  type LockedSend,
  listWaitingSends,
  lockWaitingSends,
  makeSendsDue,
} from "@/server/store/queues/change-sends";

/**
 * Makes a waiting send due, or those of an inbox, and lets one call through if the inbox's program is paused. The worker takes
 * it out as it always does: a send that may have arrived is asked about, or sent again to a program that recognises it.
 * Administrators only; refuses a send that is in flight or has ended.
 */
export async function retrySends(tx: Tx, target: RetrySends): Promise<QueueChangeDto> {
  const { inbox, which } = await aim(tx, target);
  const wasPaused = await endSendPause(tx, inbox.id);
  const count = await makeSendsDue(tx, { ...which, countsDue: wasPaused }, QUEUE_CHANGE_MAX);
  if (count === 0) await refuseChanged(tx, which);
  if (count > 0 || wasPaused)
    await appendQueueChange(tx, { kind: "inbox", of: inbox }, { what: "sendsRetried", count });
  return { count, hasMore: count === QUEUE_CHANGE_MAX };
}

/**
 * Ends a waiting send, or those of an inbox: their messages fail, and are not retried automatically. A message that may have
 * arrived becomes unconfirmed instead. Administrators only; refuses a send that is in flight or has ended.
 */
export async function discardSends(
  tx: Tx,
  { reason = null, ...target }: DiscardSends,
): Promise<QueueChangeDto> {
  const { inbox, which } = await aim(tx, target);
  const found = await listWaitingSends(tx, which, QUEUE_CHANGE_MAX);
  const messageIds = new Set(found.map(({ messageId }) => messageId));
  const foldings = await lockFoldings(tx, [...messageIds], { named: messageIds, failing: messageIds });
  const locked = await lockWaitingSends(
    tx,
    found.map(({ id }) => id),
  );
  if (locked.length === 0) {
    await refuseChanged(tx, which);
    return { count: 0, hasMore: false };
  }
  const ended = locked.map((send) => ({
    id: send.id,
    state: discard(tx, send, foldings.byMessage.get(send.messageId)),
  }));
  await saveFoldings(tx, foldings.byMessage, foldings.around);
  await endSends(tx, ended);
  const count = locked.length;
  await appendQueueChange(tx, { kind: "inbox", of: inbox }, { what: "sendsDiscarded", count, reason });
  return { count, hasMore: found.length === QUEUE_CHANGE_MAX };
}

/** Folds the end of a send into its message, if that still waits for it. Returns the state of the send. */
function discard(
  tx: Tx,
  { attempt, mayHaveArrived }: LockedSend,
  folding: Folding | undefined,
): "dropped" | "unconfirmed" {
  const state = mayHaveArrived ? "unconfirmed" : "dropped";
  if (!folding || folding.tick.attempt !== attempt || folding.tick.status !== "pending") return state;
  const { deletedAt, withdrawnAt } = folding.row;
  if (deletedAt !== null || withdrawnAt !== null) return state;
  const { actor } = tx.caller;
  const ended = { attempt, at: tx.now, receivedAt: tx.now, actor, sourceId: null, error: discardedBy(actor) };
  folding.isDiscarded = true;
  if (mayHaveArrived) doubt(folding, ended);
  else fold(folding, { ...ended, signal: "failed" }, null);
  return state;
}

type Which = { inboxId: number; sendId: number | null };

async function aim(
  tx: Tx,
  target: RetrySends,
): Promise<{ inbox: { id: number; name: string }; which: Which }> {
  requireAdministrator(tx.caller);
  const sendId = "sendId" in target ? target.sendId : null;
  const found = sendId === null ? null : await findSend(tx, sendId);
  if (sendId !== null) requireWaiting("send", found);
  const inboxId = "inboxId" in target ? target.inboxId : (found?.inboxId ?? 0);
  const name = await findInboxName(tx, inboxId);
  if (name === null) throw new Refusal("inbox.not_found");
  return { inbox: { id: inboxId, name }, which: { inboxId, sendId } };
}

/** A worker, or another administrator, was first. */
async function refuseChanged(tx: Tx, { sendId }: Which): Promise<void> {
  if (sendId !== null) requireWaiting("send", await findSend(tx, sendId));
}
