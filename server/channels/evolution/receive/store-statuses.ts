import type { StatusUpdate } from "@/server/channels/evolution/webhook/envelope";
import { callerOf } from "@/server/channels/places";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { nextMessageStatus, type ReceiptSignal } from "@/server/domain/message/tick";
import { listKnownKeys } from "@/server/store/messages/provider-keys";
import type { EvolutionInbox } from "./evolution-inbox";

/** Other statuses, such as PENDING, DELETED and EDITED, change no tick. */
const SIGNALS: ReadonlyMap<string, ReceiptSignal> = new Map([
  ["SERVER_ACK", "sent"],
  ["SENT", "sent"],
  ["DELIVERY_ACK", "delivered"],
  ["DELIVERED", "delivered"],
  ["READ", "read"],
  ["PLAYED", "read"],
  ["ERROR", "failed"],
  ["FAILED", "failed"],
]);
const FAILED = "WhatsApp did not accept the message. Evolution API gives no reason.";

export const signalOf = (status: string): ReceiptSignal | undefined => SIGNALS.get(status.toUpperCase());

/**
 * Records what became of messages by WhatsApp's id of each, in whatever order it is reported. One whose message is not here yet
 * waits for it, also where the server calls it not ours, as it does with numbers of the Cloud API. That we have read a customer's message
 * is nothing to record.
 */
export async function storeStatuses(
  inbox: EvolutionInbox,
  statuses: readonly StatusUpdate[],
  { isRepetition = false } = {},
): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const reported = statuses.flatMap(({ id, fromMe, status }) => {
    const signal = signalOf(status);
    return signal && id !== "" ? [{ sourceId: id, fromMe, signal }] : [];
  });
  if (reported.length === 0) return;
  const sourceIds = [...new Set(reported.map(({ sourceId }) => sourceId))];
  const known = new Map(
    (await listKnownKeys(services.database, accountId, { inboxId, sourceIds })).map((one) => [
      one.sourceId,
      one,
    ]),
  );
  const receipts = reported.flatMap(({ sourceId, fromMe, signal }) => {
    const message = known.get(sourceId);
    const isOurReading = fromMe === false && signal === "read";
    if (message?.direction === "in" || (!message && (isOurReading || isRepetition))) return [];
    // What a search repeats is recorded only where it changes something.
    const isNews = !message?.status || nextMessageStatus(message.status, signal) !== null;
    if (isRepetition && !isNews) return [];
    return [{ inboxId, sourceId, signal, error: signal === "failed" ? FAILED : null }];
  });
  if (receipts.length > 0) await services.run(recordReceipts, callerOf(inbox), { receipts });
}
