import { beginAttempt, lockLiveMessage } from "@/server/commands/messages/_steps/begin-attempt";
import { Refusal } from "@/server/contract/_shared/refusal";
import { firstStatus, retry } from "@/server/domain/message/tick";
import { decideAutoRetry, isRetryDue } from "@/server/domain/send/auto-retry";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { readRetryHistories, retriedMessage } from "@/server/store/messages/auto-retries";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";

export type RetryMessage = { messageId: number };

/** Begins the next attempt of a failed or unconfirmed message, and has it sent. It takes the place of a planned one. */
export async function retryMessage(tx: Tx, { messageId }: RetryMessage): Promise<MessageRow> {
  const before = await lockLiveMessage(tx, messageId);
  if (before.deletedAt !== null) throw new Refusal("message.deleted");
  const tick = tickOf(before);
  if (!tick) throw new Refusal("message.no_tick");
  const inbox = (await readSending(tx, [before.inboxId])).get(before.inboxId);
  if (!inbox) throw new Refusal("message.not_found");
  const decision = retry(tick, firstStatus(inbox), tx.now);
  if (decision.kind === "refused") throw new Refusal(decision.code);
  return beginAttempt(tx, before, { tick: decision.tick, inbox });
}

type CancelRetry = { messageId: number };

/** Cancels the planned attempt of a failed message. It is not retried automatically until a person has retried it. */
export async function cancelRetry(tx: Tx, { messageId }: CancelRetry): Promise<MessageRow> {
  const before = await lockLiveMessage(tx, messageId);
  const tick = tickOf(before);
  if (!tick || before.retryAt === null) return before;
  const cancelled = {
    messageId,
    conversationId: before.conversationId,
    attempt: before.attempt,
    signal: "retry_cancelled",
    result: "applied",
    sourceId: null,
    error: null,
    actor: tx.caller.actor,
    at: tx.now,
    receivedAt: tx.now,
  } as const;
  const saves = [{ before, tick, sourceId: before.sourceId, retryAt: null }];
  return saveTicks(tx, { saves, receipts: [cancelled] })[0] ?? before;
}

/**
 * Begins the planned attempt of a message that failed, when it is due. The plan ends instead if something has changed that
 * forbids it: a setting, the trash, a blocked contact. Null if nothing is planned, or it is not due yet.
 */
export async function retryAutomatically(
  tx: Tx,
  { messageId }: { messageId: number },
): Promise<MessageRow | null> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) return null;
  const [before] = await lockMessages(tx, [messageId]);
  const tick = before && tickOf(before);
  if (!tick || before.retryAt === null) return null;
  const { accountId } = tx.caller;
  const [inboxes, histories] = await Promise.all([
    readSending(tx, [before.inboxId]),
    readRetryHistories(tx, accountId, [messageId]),
  ]);
  const [inbox, history] = [inboxes.get(before.inboxId), histories.get(messageId)];
  if (!inbox || !history) return null;
  const planned = decideAutoRetry(
    { ...retriedMessage(before), tick },
    { settings: inbox, history, now: tx.now },
  );
  if (planned?.kind !== "at") {
    const saves = [{ before, tick, sourceId: before.sourceId, retryAt: null }];
    return saveTicks(tx, { saves, receipts: [] })[0] ?? before;
  }
  const next = isRetryDue(before.retryAt, tx.now) ? retry(tick, firstStatus(inbox), tx.now) : null;
  return next?.kind === "begin" ? beginAttempt(tx, before, { tick: next.tick, inbox }) : null;
}
