import { isOverdue } from "@/server/domain/alert/alert";
import { becomeStuck } from "@/server/domain/message/tick";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { lockMessages } from "@/server/store/messages/messages";
import { listSent } from "@/server/store/messages/overdue-messages";
import { loadReceiptContexts } from "@/server/store/messages/receipt-context";
import { listWaiting } from "@/server/store/messages/stuck-messages";
import { saveTicks } from "@/server/store/messages/ticks";

export type MarkStuck = { messageIds: readonly number[] };

/**
 * Marks messages as unconfirmed that were pending without a receipt for as long as their inbox allows. Their ticks stay.
 * A message that got a receipt or was retried, withdrawn or deleted meanwhile is left out. Returns the marked messages
 * by ascending id.
 */
export async function markStuck(tx: Tx, { messageIds }: MarkStuck): Promise<MessageRow[]> {
  // Pipelined on one connection in this order: the later statements run after the lock is taken.
  const [rows, around, waits] = await Promise.all([
    lockMessages(tx, messageIds),
    loadReceiptContexts(tx, messageIds),
    listWaiting(tx, messageIds),
  ]);
  const saves = rows.flatMap((before) => {
    const [tick, waiting] = [tickOf(before), waits.get(before.id)];
    if (!tick || !waiting || before.deletedAt !== null) return [];
    const stuck = becomeStuck({ tick, ...waiting }, tx.now);
    return stuck ? [{ before, tick: stuck, sourceId: before.sourceId }] : [];
  });
  const receipts = saves.map(({ before }) => ({
    messageId: before.id,
    conversationId: before.conversationId,
    attempt: before.attempt,
    signal: "stuck" as const,
    result: "applied" as const,
    sourceId: null,
    error: null,
    actor: tx.caller.actor,
    at: tx.now,
    receivedAt: tx.now,
  }));
  return saves.length === 0 ? [] : saveTicks(tx, { saves, receipts, around });
}

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
