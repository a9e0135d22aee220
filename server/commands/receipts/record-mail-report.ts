import { recordReports } from "@/server/commands/receipts/_steps/record-reports";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { RECEIPT_SIGNALS, type ReceiptSignal } from "@/server/domain/message/tick";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { listAttempts } from "@/server/store/messages/attempts";
import { lockMessages } from "@/server/store/messages/messages";
import { hasReceipt, lockSourceIds, type NewReceipt } from "@/server/store/messages/receipts";
import { saveTicks } from "@/server/store/messages/ticks";

/** What a report on a mail adds to the message's timeline: a receipt, or a note that leaves the tick as it is. */
export type MailReportLine = { signal: ReceiptSignal | "delayed" | "copy_failed"; error: string | null };

export type RecordMailReport = {
  inboxId: number;
  messageId: number;
  /** Of the mail that the report names, which is the provider's id of its attempt. */
  mailMessageId: string;
  /** When the report was made; a time in the future counts as now. */
  at: Date;
  lines: readonly MailReportLine[];
};

/**
 * Records what a mail server or a reader's program reports on a mail of ours: receipts as `recordReceipts` does, and notes
 * without a change of the tick. A line that the timeline has already is left out, since a mailbox may be read again.
 * Returns how many lines were added.
 */
export async function recordMailReport(tx: Tx, report: RecordMailReport): Promise<number> {
  const { inboxId, messageId, mailMessageId } = report;
  const at = report.at < tx.now ? report.at : tx.now;
  await lockSourceIds(tx, [{ inboxId, sourceId: mailMessageId }]);
  const [message] = await lockMessages(tx, [messageId]);
  if (!message || !maySee(tx.caller, message)) throw new Refusal("message.not_found");
  if (tickOf(message) === null) return 0;

  const lines: MailReportLine[] = [];
  for (const line of report.lines) if (!(await hasReceipt(tx, { messageId, at, ...line }))) lines.push(line);
  for (const { signal, error } of lines)
    if (isReceipt(signal)) await record(tx, { messageId, sourceId: mailMessageId, signal, error, at });
  const notes = lines.filter(({ signal }) => !isReceipt(signal));
  await addNotes(tx, message, { mailMessageId, at, notes });
  return lines.length;
}

const isReceipt = (signal: MailReportLine["signal"]): signal is ReceiptSignal =>
  RECEIPT_SIGNALS.some((known) => known === signal);

type Receipt = { messageId: number; sourceId: string; signal: ReceiptSignal; error: string | null; at: Date };

const record = (tx: Tx, receipt: Receipt) =>
  recordReports(tx, { reports: [{ receipt, caller: tx.caller, operationId: tx.operationId }] });

type Notes = { mailMessageId: string; at: Date; notes: readonly MailReportLine[] };

async function addNotes(tx: Tx, message: MessageRow, { mailMessageId, at, notes }: Notes): Promise<void> {
  if (notes.length === 0) return;
  const attempts = await listAttempts(tx, tx.caller.accountId, [message.id]);
  const named = attempts.findLast(({ sourceId }) => sourceId === mailMessageId);
  const common = {
    messageId: message.id,
    conversationId: message.conversationId,
    attempt: named?.number ?? message.attempt,
    result: "applied",
    sourceId: null,
    actor: tx.caller.actor,
    at,
    receivedAt: tx.now,
  } as const satisfies Partial<NewReceipt>;
  saveTicks(tx, { saves: [], receipts: notes.map((note) => ({ ...common, ...note })) });
}
