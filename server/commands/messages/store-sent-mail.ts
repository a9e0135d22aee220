import { requireInbox } from "@/server/commands/contacts/_steps/insert-linked";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { claimMail, keepMail, type MailOfMessage } from "./_steps/stored-mails";
import { type SentMessage, sendMessage } from "./send-message";

export type StoreSentMail = MailOfMessage & {
  /** The conversation that the mail belongs to. */
  conversationId: number;
  /** When it was sent, in the past. */
  writtenAt: Date;
};

/**
 * Stores a mail that the caller sent to a customer with another program, once by its Message-ID in the inbox. It is a message of
 * ours with the status sent, and is not sent again. Refuses what `sendMessage` refuses.
 */
export async function storeSentMail(tx: Tx, mail: StoreSentMail): Promise<SentMessage> {
  if (!maySee(tx.caller, mail)) throw new Refusal("inbox.not_found");
  await requireInbox(tx, mail.inboxId);
  const repeated = await claimMail(tx, mail);
  if (repeated) return repeated;
  const { conversationId, content, email: sentEmail, fileIds, writtenAt, sentAt } = mail;
  const conversation = { conversationId };
  const message = { content, sentEmail, fileIds, writtenAt, sentAt, hasLeft: true };
  const sent = await sendMessage(tx, { conversation, ...message });
  await keepMail(tx, sent.message, mail);
  return sent;
}
