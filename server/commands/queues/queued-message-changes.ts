import { requireAdministrator } from "@/server/commands/_run/permission";
import { discardedBy } from "@/server/commands/queues/_steps/discarded-by";
import { requireWaiting } from "@/server/commands/queues/_steps/require-waiting";
import { RECEIPT_ERROR_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUEUE_CHANGE_MAX } from "@/server/contract/queue/constants";
import type { DiscardMessageChanges, RetryMessageChanges } from "@/server/contract/queue/inputs";
import type { QueueChangeDto } from "@/server/contract/queue/queue";
import type { Tx } from "@/server/store/events/tx";
import { findInboxName } from "@/server/store/inboxes/inbox-facts";
import { lockMessages } from "@/server/store/messages/messages";
import { appendQueueChange } from "@/server/store/queues/audit";
import { endSendPause } from "@/server/store/queues/change-sends";
import {
  endMessageChanges,
  type FoundMessageChange,
  findQueuedMessageChange,
  listWaitingMessageChanges,
  makeMessageChangesDue,
} from "@/server/store/queues/end-message-changes";
import { saveChangeFailed } from "@/server/store/sends/settle-changes";

/**
 * Makes the waiting change of a sent message due, or those of an inbox, and lets one call through if the inbox's program is paused. A
 * deletion that can be undone keeps waiting. Administrators only; refuses a change that is in flight or has ended.
 */
export async function retryMessageChanges(tx: Tx, target: RetryMessageChanges): Promise<QueueChangeDto> {
  const { inbox, found, which } = await aim(tx, target);
  if (found?.isUndoable) throw new Refusal("message.held");
  const wasPaused = await endSendPause(tx, inbox.id);
  const count = await makeMessageChangesDue(tx, { ...which, countsDue: wasPaused }, QUEUE_CHANGE_MAX);
  if (count === 0) await refuseChanged(tx, which);
  if (count > 0 || wasPaused)
    await appendQueueChange(tx, { kind: "inbox", of: inbox }, { what: "messageChangesRetried", count });
  return { count, hasMore: count === QUEUE_CHANGE_MAX };
}

/**
 * Ends the waiting change of a sent message, or those of an inbox: the customer keeps what they have, and each has an event.
 * Administrators only; refuses a change that is in flight or has ended.
 */
export async function discardMessageChanges(
  tx: Tx,
  { reason = null, ...target }: DiscardMessageChanges,
): Promise<QueueChangeDto> {
  const { inbox, which } = await aim(tx, target);
  const found = await listWaitingMessageChanges(tx, which, QUEUE_CHANGE_MAX);
  const messages = new Map((await lockMessages(tx, found)).map((row) => [row.id, row]));
  const error = discardedBy(tx.caller.actor).slice(0, RECEIPT_ERROR_CHARS_MAX);
  const ended = await endMessageChanges(tx, { messageIds: found, error });
  for (const { messageId, kind } of ended.toSorted((a, b) => a.messageId - b.messageId)) {
    const message = messages.get(messageId);
    if (message) await saveChangeFailed(tx, message, { kind, error });
  }
  const count = ended.length;
  if (count === 0) await refuseChanged(tx, which);
  else {
    const change = { what: "messageChangesDiscarded", count, reason } as const;
    await appendQueueChange(tx, { kind: "inbox", of: inbox }, change);
  }
  return { count, hasMore: found.length === QUEUE_CHANGE_MAX };
}

type Which = { inboxId: number; messageId: number | null };
type Aim = { inbox: { id: number; name: string }; found: FoundMessageChange | null; which: Which };

async function aim(tx: Tx, target: RetryMessageChanges): Promise<Aim> {
  requireAdministrator(tx.caller);
  const messageId = "messageId" in target ? target.messageId : null;
  const found = messageId === null ? null : await findQueuedMessageChange(tx, messageId);
  if (messageId !== null) requireWaiting("message_change", found);
  const inboxId = "inboxId" in target ? target.inboxId : (found?.inboxId ?? 0);
  const name = await findInboxName(tx, inboxId);
  if (name === null) throw new Refusal("inbox.not_found");
  return { inbox: { id: inboxId, name }, found, which: { inboxId, messageId } };
}

/** A worker, or another administrator, was first. */
async function refuseChanged(tx: Tx, { messageId }: Which): Promise<void> {
  if (messageId !== null) requireWaiting("message_change", await findQueuedMessageChange(tx, messageId));
}
