/**
 * What is sent with a message and comes back with its statuses: which message it is, in which inbox, and which attempt. It
 * names no other inbox's messages: a database that was restored from another one's copy has the same numbers.
 */
export const callbackData = (inboxId: number, message: { messageId: number; attempt: number }): string =>
  `tickline:${inboxId}:${message.messageId}:${message.attempt}`;

/** The message that a status is about; null: it was sent by another program, or by another inbox. */
export function readCallbackData(
  inboxId: number,
  text: string | undefined,
): { messageId: number; attempt: number } | null {
  const found = /^tickline:(\d{1,15}):(\d{1,15}):(\d{1,6})$/.exec(text ?? "");
  if (!found || Number(found[1]) !== inboxId) return null;
  return { messageId: Number(found[2]), attempt: Number(found[3]) };
}
