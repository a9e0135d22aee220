import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { ReceiptSignal } from "@/server/domain/message/tick";

/** One report. It names its message by `messageId`, or by the provider's `sourceId` within `inboxId`. */
export type ReceiptInput = {
  messageId?: number | null;
  inboxId?: number | null;
  sourceId?: string | null;
  attempt?: number | null;
  signal: ReceiptSignal;
  /** When it happened; a time in the future counts as now. */
  at?: Date | null;
  error?: string | null;
  /** Where the message must be: a conversation, by the number people see; and the channel that it must have gone through. */
  within?: { displayId: number; channel: InboxDto["channel"] };
};

/** A report and whose it is: several callers' reports may go into one transaction. */
export type Report = { receipt: ReceiptInput; caller: Caller; operationId: string };
