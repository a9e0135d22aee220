import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { listMessagesById } from "@/server/queries/messages/list-messages-by-id";

/** What 2.3.7 writes, in every language, when the number is not on WhatsApp: the name of a text that it does not have. */
const NOT_ON_WHATSAPP = "cw.message.numbernotinwhatsapp";

/**
 * Evolution says that it could not send an agent's message by nothing but a private note, which begins so in its
 * languages (English, Spanish, Portuguese). The whole beginning, because people write 🚨 too.
 */
const BEGINNINGS = [
  "🚨 The message could not be sent.",
  "🚨 El mensaje no se pudo enviar.",
  "🚨 Não foi possível enviar a mensagem.",
  NOT_ON_WHATSAPP,
];

/** Whether a note is such a report. */
export const isReportedFailure = (content: string): boolean =>
  BEGINNINGS.some((beginning) => content.startsWith(beginning));

/**
 * Marks the newest message of an agent as failed, with the report as its reason, unless its delivery is known. The report
 * names no message; Evolution writes it when the sending that it has just tried failed.
 */
export async function markReportedFailure(
  { database, receipts }: Pick<Services, "database" | "receipts">,
  caller: Caller,
  { conversationId, content }: { conversationId: number; content: string },
): Promise<void> {
  const newest = await listMessagesById(database, caller.accountId, {
    conversationId,
    before: null,
    after: null,
    publicOnly: true,
  });
  const message = newest.findLast(({ direction }) => direction === "out");
  if (!message || (message.status !== "pending" && message.status !== "sent")) return;
  const isUnknownNumber = content.startsWith(NOT_ON_WHATSAPP);
  const error = isUnknownNumber
    ? "The contact's number is not on WhatsApp"
    : content.replace(/^🚨 /u, "").trim();
  await receipts.record(caller, [{ messageId: message.id, signal: "failed", error, isGuessed: true }]);
}
