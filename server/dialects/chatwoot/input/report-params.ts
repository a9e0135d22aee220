import { RECEIPT_ERROR_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { RECEIPT_SIGNALS } from "@/server/contract/message/constants";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import type { Params } from "./params";

/** The signal that a request reports; null = none. */
export function readSignal(params: Params): ReceiptSignal | null {
  const status = params.text("status") ?? null;
  if (status === null) return null;
  const signal = RECEIPT_SIGNALS.find((known) => known === status);
  if (!signal)
    throw new Refusal("input.invalid", {
      field: "status",
      detail: `status must be one of ${RECEIPT_SIGNALS.join(", ")}`,
    });
  return signal;
}

/** Why a message failed, cut to the stored length. */
export function readReason(params: Params): string | null {
  const text = params.text("external_error") ?? null;
  if (text === null || text.length <= RECEIPT_ERROR_CHARS_MAX) return text;
  return [...text].slice(0, RECEIPT_ERROR_CHARS_MAX).join("");
}
