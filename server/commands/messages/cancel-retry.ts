import { Refusal } from "@/server/contract/_shared/refusal";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";

export type CancelRetry = { messageId: number };

/** Cancels the planned attempt of a failed message. It is not retried automatically until a person has retried it. */
export async function cancelRetry(tx: Tx, { messageId }: CancelRetry): Promise<MessageRow> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const [before] = await lockMessages(tx, [messageId]);
  if (!before) throw new Refusal("message.not_found");
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
