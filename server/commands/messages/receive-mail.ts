import { requireInbox } from "@/server/commands/contacts/_steps/insert-linked";
import { maySee } from "@/server/contract/_shared/caller";
import { cutText } from "@/server/contract/_shared/cut-text";
import { SUBJECT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { MAIL_CHANNELS } from "@/server/domain/inbox/channel";
import { customerOf, isOneOf } from "@/server/domain/message/mail-recipients";
import type { Tx } from "@/server/store/events/tx";
import { listMailAddresses } from "@/server/store/inboxes/mail-addresses";
import { isOnlyForwardedTo } from "@/server/store/messages/forwarded-mails";
import { receiveFirst } from "./_steps/receive-first";
import { claimMail, keepMail, type MailOfMessage } from "./_steps/stored-mails";
import { type ReceivedMessage, receiveMessage } from "./receive-message";

export type ReceiveMail = MailOfMessage & {
  /** The conversation that the mail belongs to; null = it begins one. */
  conversationId: number | null;
  /** When the customer sent it, in the past; absent = now. */
  writtenAt?: Date | undefined;
};

/**
 * Receives a customer's mail, once by its Message-ID in the inbox. A mail that begins a conversation belongs to the contact with the
 * address of its sender, or of whom a form names for answers (`customerOf`), who is created if nobody has it. In a known conversation its contact counts as the writer, also from another
 * address of theirs: `email.from` has the address. The inbox's policy decides as for `receiveMessage`. A mail of somebody to whom the
 * conversation was forwarded is shown under their name.
 */
export async function receiveMail(tx: Tx, mail: ReceiveMail): Promise<ReceivedMessage> {
  if (!maySee(tx.caller, mail)) throw new Refusal("inbox.not_found");
  const repeated = await claimMail(tx, mail);
  if (repeated) return repeated;
  const received = await (mail.conversationId === null
    ? beginWith(tx, mail)
    : continueWith(tx, { ...mail, conversationId: mail.conversationId }));
  await keepMail(tx, received.message, mail);
  return received;
}

const textOf = ({ content, email, fileIds, sentAt, writtenAt }: ReceiveMail) => ({
  content,
  sentAt,
  email,
  fileIds,
  writtenAt,
  // Nobody is notified of a program's answer.
  ...(email.isAutoReply && { countsUnread: false }),
});

async function continueWith(
  tx: Tx,
  { conversationId, ...mail }: ReceiveMail & { conversationId: number },
): Promise<ReceivedMessage> {
  const { name, address } = mail.email.from;
  const isFromOther = await isOnlyForwardedTo(tx, { conversationId, address: address.toLowerCase() });
  const email = { ...mail.email, ...(isFromOther && { isFromOther: true as const }) };
  return receiveMessage(tx, {
    ...textOf({ ...mail, email, conversationId }),
    ...(isFromOther && { writerName: name || address }),
    conversation: { conversationId },
  });
}

async function beginWith(tx: Tx, mail: ReceiveMail): Promise<ReceivedMessage> {
  const { subject } = mail.email;
  const inbox = await requireInbox(tx, mail.inboxId);
  const own = await listMailAddresses(tx, tx.caller.accountId, MAIL_CHANNELS);
  const { address, name } = customerOf(mail.email, isOneOf(own));
  const sourceId = address.toLowerCase();
  return receiveFirst(tx, inbox, {
    customer: { name: name || address, email: address, sourceId, yieldsSourceId: true, orExisting: true },
    subject: cutText(subject, SUBJECT_CHARS_MAX) || null,
    message: textOf(mail),
  });
}
