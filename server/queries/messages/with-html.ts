import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { readHtml } from "@/server/store/messages/message-emails";

/** These messages with the HTML of their mails; null where a mail has none, or its message was deleted. */
export async function withHtml(
  db: Db,
  accountId: number,
  messages: readonly MessageDto[],
): Promise<MessageDto[]> {
  const mails = messages.filter(({ email, deletedAt }) => email && deletedAt === null);
  const html =
    mails.length === 0
      ? new Map<number, string>()
      : await readHtml(
          db,
          accountId,
          mails.map(({ id }) => id),
        );
  return messages.map((message) =>
    message.email
      ? { ...message, email: { ...message.email, html: html.get(message.id) ?? null } }
      : message,
  );
}
