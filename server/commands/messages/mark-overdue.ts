import { isOverdue } from "@/server/domain/alert/overdue";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { lockMessages } from "@/server/store/messages/messages";
import { listSent } from "@/server/store/messages/overdue-messages";
import { loadReceiptContexts } from "@/server/store/messages/receipt-context";
import { saveTicks } from "@/server/store/messages/ticks";

/**
 * Marks messages as overdue that were sent and are not delivered in the time that their inbox allows. Their ticks stay; any
 * later status or attempt ends the mark. Others are left out. Returns the marked messages by ascending id.
 */
export async function markOverdue(
  tx: Tx,
  { messageIds }: { messageIds: readonly number[] },
): Promise<MessageRow[]> {
  // Pipelined on one connection in this order: the later statements run after the lock is taken.
  const [rows, around, sent] = await Promise.all([
    lockMessages(tx, messageIds),
    loadReceiptContexts(tx, messageIds),
    listSent(tx, messageIds),
  ]);
  const saves = rows.flatMap((before) => {
    const [tick, message] = [tickOf(before), sent.get(before.id)];
    if (!tick || !message || before.deletedAt !== null || !isOverdue(message, tx.now)) return [];
    return [{ before, tick, sourceId: before.sourceId, becomesOverdue: true }];
  });
  return saves.length === 0 ? [] : saveTicks(tx, { saves, receipts: [], around });
}
