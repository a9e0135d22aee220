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
  /** The program that reports it did not name the message: which one it is about is a guess. */
  isGuessed?: boolean;
  /** Nobody reported it: the caller marked the message as delivered. */
  isStated?: boolean;
  /** The conversation, by display id, that must contain the message, and the channel that must have carried it. */
  within?: { displayId: number; channel: InboxDto["channel"] };
};

/** A report with its caller: one transaction may contain several callers' reports. */
export type Report = { receipt: ReceiptInput; caller: Caller; operationId: string };
