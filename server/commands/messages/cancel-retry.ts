import { lockLiveMessage } from "@/server/commands/messages/_steps/lock-live-message";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { saveTicks } from "@/server/store/messages/ticks";

export type CancelRetry = { messageId: number };

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
