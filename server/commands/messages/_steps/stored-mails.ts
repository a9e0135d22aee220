import type { MessageEmail } from "@/server/contract/message/message-email";
import { one } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockSourceId } from "@/server/store/contacts/contact-identities";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { findMail, insertMessageEmail } from "@/server/store/messages/message-emails";
import { lockMessages } from "@/server/store/messages/messages";

/** A mail as a message has it. */
export type MailOfMessage = {
  inboxId: number;
  email: MessageEmail;
  /** Its subject without prefixes of replies, in lower case. */
  normalisedSubject: string;
  /** The text without quoted mails. */
  content: string;
  wholeText: string;
  html: string | null;
  fileIds: readonly number[];
  /** The mail's own date, which its sender wrote. */
  sentAt?: Date | undefined;
};

/** The message as an earlier try stored it, or null: then no other transaction stores the mail until this one ends. */
export async function claimMail(
  tx: Tx,
  { inboxId, email: { messageId } }: Pick<MailOfMessage, "inboxId" | "email">,
): Promise<{ message: MessageRow; conversation: ConversationRow; isRepeated: true } | null> {
  await lockSourceId(tx, { inboxId, sourceId: `<${messageId}>` });
  const known = await findMail(tx, tx.caller.accountId, { inboxId, mailMessageIds: [messageId] });
  if (!known) return null;
  const conversation = await lockConversation(tx, known);
  if (!conversation) throw new Error("a stored mail has a conversation");
  return { message: one(await lockMessages(tx, [known.messageId])), conversation, isRepeated: true };
}

/** Stores the mail of a message that was just inserted. */
export const keepMail = (
  tx: Tx,
  message: Pick<MessageRow, "id" | "conversationId">,
  mail: MailOfMessage,
): Promise<unknown> =>
  insertMessageEmail(tx, {
    messageId: message.id,
    conversationId: message.conversationId,
    inboxId: mail.inboxId,
    mailMessageId: mail.email.messageId,
    sender: mail.email.from.address.toLowerCase(),
    subject: mail.normalisedSubject,
    html: mail.html,
    wholeText: mail.wholeText,
  });
