import { requireInbox } from "@/server/commands/contacts/_steps/insert-linked";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type MessageEmail, SUBJECT_CHARS_MAX } from "@/server/contract/message/message-email";
import { one } from "@/server/store/_postgres/db";
import { lockSourceId } from "@/server/store/contacts/contact-identities";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { findMail, insertMessageEmail } from "@/server/store/messages/message-emails";
import { lockMessages } from "@/server/store/messages/messages";
import { receiveFirst } from "./_steps/receive-first";
import { type ReceivedMessage, receiveMessage } from "./receive-message";

export type ReceiveMail = {
  inboxId: number;
  /** The conversation that the mail belongs to; null = it begins one. */
  conversationId: number | null;
  email: MessageEmail;
  /** Its subject without prefixes of replies, in lower case. */
  normalisedSubject: string;
  /** The text without quoted mails. */
  content: string;
  wholeText: string;
  html: string | null;
  fileIds: readonly number[];
  /** When the customer sent it, in the past; absent = now. */
  writtenAt?: Date | undefined;
};

/**
 * Receives a customer's mail, once by its Message-ID in the inbox. A mail that begins a conversation belongs to the contact with the
 * sender's address, who is created if nobody has it. In a known conversation its contact counts as the writer, also from another
 * address of theirs: `email.from` has the address. The inbox's policy decides as for `receiveMessage`.
 */
export async function receiveMail(tx: Tx, mail: ReceiveMail): Promise<ReceivedMessage> {
  const { inboxId, email } = mail;
  if (!maySee(tx.caller, { inboxId })) throw new Refusal("inbox.not_found");
  await lockSourceId(tx, { inboxId, sourceId: `<${email.messageId}>` });
  const repeated = await findRepeated(tx, mail);
  if (repeated) return repeated;
  const received = await (mail.conversationId === null
    ? beginWith(tx, mail)
    : receiveMessage(tx, { ...textOf(mail), conversation: { conversationId: mail.conversationId } }));
  await insertMessageEmail(tx, {
    messageId: received.message.id,
    conversationId: received.conversation.id,
    inboxId,
    mailMessageId: email.messageId,
    sender: email.from.address.toLowerCase(),
    subject: mail.normalisedSubject,
    html: mail.html,
    wholeText: mail.wholeText,
  });
  return received;
}

const textOf = ({ content, email, fileIds, writtenAt }: ReceiveMail) => ({
  content,
  email,
  fileIds,
  writtenAt,
});

/** The message as an earlier try stored it. */
async function findRepeated(tx: Tx, { inboxId, email }: ReceiveMail): Promise<ReceivedMessage | null> {
  const { accountId } = tx.caller;
  const known = await findMail(tx, accountId, { inboxId, mailMessageIds: [email.messageId] });
  if (!known) return null;
  const conversation = await lockConversation(tx, known);
  if (!conversation) throw new Error("a stored mail has a conversation");
  return { message: one(await lockMessages(tx, [known.messageId])), conversation, isRepeated: true };
}

async function beginWith(tx: Tx, mail: ReceiveMail): Promise<ReceivedMessage> {
  const { subject, from } = mail.email;
  const { address, name } = from;
  const inbox = await requireInbox(tx, mail.inboxId);
  return receiveFirst(tx, inbox, {
    customer: { name: name || address, email: address, sourceId: address.toLowerCase(), orExisting: true },
    subject: subject.slice(0, SUBJECT_CHARS_MAX) || null,
    message: textOf(mail),
  });
}
