import { callerOf } from "@/server/channels/places";
import { wordsOf } from "@/server/channels/whatsapp/graph/graph-error";
import { readCallbackData } from "@/server/channels/whatsapp/send/callback-data";
import type { MessageStatus } from "@/server/channels/whatsapp/webhook/notification";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { RECEIPT_ERROR_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { storableText } from "@/server/lib/storable-text";
import type { WhatsappInbox } from "./store-message";

/** Other statuses, such as `deleted`, and `played` of a voice message that was read before, change no tick. */
const SIGNALS: ReadonlyMap<string, ReceiptSignal> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
  ["failed", "failed"],
]);

/**
 * Records what became of messages. A status names its message by what was sent with it, also when the answer to the sending was
 * lost: it then ends the doubt. Without that it names Meta's id, and waits until the message has it.
 */
export async function storeStatuses(inbox: WhatsappInbox, statuses: readonly MessageStatus[]): Promise<void> {
  const receipts = statuses.flatMap((status) => {
    const signal = SIGNALS.get(status.status.toLowerCase());
    if (!signal) return [];
    const { id: sourceId, timestamp: at, errors } = status;
    const [error] = errors ?? [];
    const words = signal === "failed" && error ? wordsOf(error) : null;
    const message = readCallbackData(inbox.inboxId, status.biz_opaque_callback_data) ?? {
      inboxId: inbox.inboxId,
    };
    const reason = words && storableText(words.slice(0, RECEIPT_ERROR_CHARS_MAX));
    return [{ ...message, sourceId, signal, ...(at && { at }), error: reason }];
  });
  if (receipts.length > 0) await inbox.services.run(recordReceipts, callerOf(inbox), { receipts });
}
