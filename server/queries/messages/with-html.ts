import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { readHtml } from "@/server/store/messages/message-emails";
import { getMessage } from "./get-message";

/** These messages with the HTML of their mails; null where a mail has none, or its message was deleted. */
export async function withHtml(
  db: Db,
  accountId: number,
  messages: readonly MessageDto[],
): Promise<MessageDto[]> {
  const ids = messages.flatMap(({ id, email, deletedAt }) => (email && deletedAt === null ? [id] : []));
  const html = ids.length === 0 ? new Map<number, string>() : await readHtml(db, accountId, ids);
  return messages.map((message) =>
    message.email ? { ...message, email: { ...message.email, html: html.get(message.id) ?? null } } : message,
  );
}

/** One message, with the HTML of its mail; refuses what the caller may not see as not found. */
export async function getMessageWithHtml(db: Db, caller: Caller, messageId: number): Promise<MessageDto> {
  const message = await getMessage(db, caller, messageId);
  const [whole = message] = message.email ? await withHtml(db, caller.accountId, [message]) : [];
  return whole;
}
