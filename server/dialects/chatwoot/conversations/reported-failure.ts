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

/** The reason in a note that reports a failed message; null for any other note. */
export function reportedFailure(note: string): string | null {
  if (!BEGINNINGS.some((beginning) => note.startsWith(beginning))) return null;
  if (note.startsWith(NOT_ON_WHATSAPP)) return "The contact's number is not on WhatsApp";
  return note.replace(/^🚨 /u, "").trim();
}
