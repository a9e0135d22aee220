import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { type MailBody, readBodies } from "@/server/store/messages/message-emails";
import { getMessage } from "./get-message";

/** Of a deleted message. */
const NO_BODY: MailBody = { html: null, text: "" };

/**
 * These messages with the HTML and the whole text of their mails; null where a mail has no HTML. A deleted message has neither, and one
 * that was changed before it left has the text that was sent.
 */
export async function withHtml(
  db: Db,
  accountId: number,
  messages: readonly MessageDto[],
): Promise<MessageDto[]> {
  const ids = messages.flatMap(({ id, email, deletedAt, editedAt }) =>
    email && deletedAt === null && editedAt === null ? [id] : [],
  );
  const bodies = ids.length === 0 ? new Map<number, MailBody>() : await readBodies(db, accountId, ids);
  const bodyOf = ({ id, content, editedAt }: Omit<MessageDto, "email">): MailBody =>
    editedAt === null ? (bodies.get(id) ?? NO_BODY) : { html: null, text: content };
  return messages.map(({ email, ...message }) =>
    email ? { ...message, email: { ...email, ...bodyOf(message) } } : message,
  );
}

/** One message, with the body of its mail; refuses what the caller may not see as not found. */
export async function getMessageWithHtml(db: Db, caller: Caller, messageId: number): Promise<MessageDto> {
  const message = await getMessage(db, caller, messageId);
  const [whole = message] = message.email ? await withHtml(db, caller.accountId, [message]) : [];
  return whole;
}
