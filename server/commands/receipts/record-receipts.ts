import { lockExisting } from "@/server/commands/conversations/_steps/lock-conversation";
import type { ReceiptInput, Report } from "@/server/commands/receipts/_steps/receipt-targets";
import { type ReceiptOutcome, recordReports } from "@/server/commands/receipts/_steps/record-reports";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { applyReadUpTo } from "@/server/domain/message/tick";
import { sqlState } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { tickOf } from "@/server/store/_rows/message-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockUnreadOut } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";

export type { ReceiptOutcome };

/**
 * Records reports about messages in one transaction: folded per message, one event per changed message, every receipt in
 * its timeline. Returns a result per report, in the order given. A bad one fails alone.
 */
export async function recordReceipts(
  tx: Tx,
  { receipts }: { receipts: readonly ReceiptInput[] },
): Promise<ReceiptOutcome[]> {
  const { caller, operationId } = tx;
  const reports = receipts.map((receipt) => ({ receipt, caller, operationId }));
  if (reports.length <= 1) return recordReports(tx, { reports });
  try {
    return await tx.savepoint(() => recordReports(tx, { reports }));
  } catch (error) {
    if (!isBadData(error)) throw error;
    return recordOneByOne(tx, reports);
  }
}

/** In the order of locks, by ascending message. Returns the outcomes in the order given. */
async function recordOneByOne(tx: Tx, reports: readonly Report[]): Promise<ReceiptOutcome[]> {
  const outcomes = new Map<Report, ReceiptOutcome[]>();
  for (const report of reports.toSorted(
    (a, b) => (a.receipt.messageId ?? Infinity) - (b.receipt.messageId ?? Infinity) || 0,
  )) {
    try {
      outcomes.set(report, await tx.savepoint(() => recordReports(tx, { reports: [report] })));
    } catch (error) {
      if (!isBadData(error)) throw error;
      outcomes.set(report, [refused(isRefusal(error) ? error.refusal : "input.invalid")]);
    }
  }
  return reports.flatMap((report) => outcomes.get(report) ?? []);
}

/** A refusal, or data that Postgres rejects (class 22). */
const isBadData = (error: unknown): boolean =>
  isRefusal(error) || (sqlState(error)?.startsWith("22") ?? false);

const refused = (code: RefusalCode): ReceiptOutcome => ({
  result: code,
  ignored: null,
  message: null,
  around: null,
});

/** `at`: until when the contact has read; absent or in the future = now. */
type MarkReadUpTo = { conversation: ConversationRef; at?: Date | null };

/** The contact has read up to `at`: messages sent by then become read, pending ones once they are sent. */
export async function markReadUpTo(tx: Tx, input: MarkReadUpTo): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  const at = input.at && input.at < tx.now ? input.at : tx.now;
  if (before.contactSeenAt && before.contactSeenAt >= at) return before;

  const after = await saveConversation(tx, before, { contactSeenAt: at }, { type: "conversation.seen" });
  const saves = (await lockUnreadOut(tx, before.id)).flatMap((row) => {
    const known = tickOf(row);
    const tick = known && applyReadUpTo(known, at);
    return tick && tick.status !== row.status ? [{ before: row, tick, sourceId: row.sourceId }] : [];
  });
  const receipts = saves.map(({ before: row }) => ({
    messageId: row.id,
    conversationId: row.conversationId,
    attempt: row.attempt,
    signal: "read" as const,
    result: "applied" as const,
    sourceId: null,
    error: null,
    actor: tx.caller.actor,
    at,
    receivedAt: tx.now,
  }));
  saveTicks(tx, { saves, receipts });
  return after;
}
