import { messageIdDomain } from "@/server/channels/email/message-id-domain";
import type { MailAttachment, MailRefusal, ReadMail } from "@/server/channels/email/read/mail";
import { readMail } from "@/server/channels/email/read/read-mail";
import { normalisedSubject } from "@/server/channels/email/thread/subject";
import type { ChannelParts } from "@/server/channels/manifest";
import { receiveMail } from "@/server/commands/messages/receive-mail";
import { systemCaller } from "@/server/contract/_shared/caller";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type MessageEmail, RECIPIENTS_MAX } from "@/server/contract/message/message-email";
import { MESSAGE_FILES_BOUND } from "@/server/domain/message/file";
import { deleteUploads, receiveFile } from "@/server/files/receive-file";
import { forAccount } from "@/server/store/_postgres/for-account";
import { findMail } from "@/server/store/messages/message-emails";
import { findThread, type MailInbox } from "./find-thread";

/** What became of a mail. `ignored`: it is no message of a customer. */
export type MailStored =
  | { kind: "stored"; messageId: number; isRepeated: boolean }
  | { kind: "ignored"; because: "own" | "report" | "no_sender" }
  | { kind: "refused"; refusal: MailRefusal };

type Services = ChannelParts["services"];

/**
 * Stores a mail that arrived for an inbox, once by its Message-ID: contact, conversation, message and mail in one transaction, after
 * the bytes of its files. A process that is killed before the commit leaves files that nothing has, which the collector removes.
 */
export async function storeMail(services: Services, inbox: MailInbox, raw: Uint8Array): Promise<MailStored> {
  const reading = await readMail(raw, { messageIdDomain: messageIdDomain(inbox.address) });
  if ("refused" in reading) return { kind: "refused", refusal: reading.refused };
  const { mail } = reading;
  if (mail.kind.type === "own") return { kind: "ignored", because: "own" };
  if (mail.kind.type === "bounce" || mail.kind.type === "read_receipt")
    return { kind: "ignored", because: "report" };
  if (!mail.from) return { kind: "ignored", because: "no_sender" };
  const database = forAccount(services.database, inbox.accountId);
  return storeRead({ ...services, database }, inbox, { ...mail, from: mail.from });
}

type Sent = ReadMail & { from: NonNullable<ReadMail["from"]> };

async function storeRead(services: Services, inbox: MailInbox, mail: Sent): Promise<MailStored> {
  const { database, now } = services;
  const { accountId, inboxId } = inbox;
  const known = await findMail(database, accountId, { inboxId, mailMessageIds: [mail.messageId] });
  if (known) return { kind: "stored", messageId: known.messageId, isRepeated: true };
  const sender = mail.from.address;
  const conversationId = await findThread(database, inbox, { mail, sender, now: now() });
  const fileIds = await storeFiles(services, accountId, mail.attachments);
  try {
    const { result } = await services.run(receiveMail, systemCaller(accountId), {
      inboxId,
      conversationId,
      email: emailOf(mail),
      normalisedSubject: normalisedSubject(mail.subject),
      content: contentOf(mail, fileIds.length > 0),
      wholeText: mail.text,
      html: mail.html?.replaceAll("\0", "\ufffd").toWellFormed() ?? null,
      fileIds,
    });
    if (result.isRepeated) await deleteUploads(services, { accountId }, fileIds);
    return { kind: "stored", messageId: result.message.id, isRepeated: result.isRepeated ?? false };
  } catch (error) {
    await deleteUploads(services, { accountId }, fileIds);
    throw error;
  }
}

const emailOf = (mail: Sent): MessageEmail => ({
  subject: mail.subject,
  from: mail.from,
  to: mail.to.slice(0, RECIPIENTS_MAX),
  cc: mail.cc.slice(0, RECIPIENTS_MAX),
  messageId: mail.messageId,
  inReplyTo: mail.inReplyTo,
  ...(mail.kind.type === "auto_reply" && { isAutoReply: true as const }),
});

/** A message without files has a text: the subject stands for a mail without one. */
function contentOf({ newText, subject }: Sent, hasFiles: boolean): string {
  const text = newText.trim() || (hasFiles ? "" : subject || "(no text)");
  return text.slice(0, CONTENT_CHARS_MAX).toWellFormed();
}

/** Stores the bytes of a mail's files, in their order; nothing has the files yet. */
async function storeFiles(
  services: Services,
  accountId: number,
  attachments: readonly MailAttachment[],
): Promise<number[]> {
  const ids: number[] = [];
  const uploader = systemCaller(accountId);
  try {
    for (const { name, content, contentId } of attachments.slice(0, MESSAGE_FILES_BOUND)) {
      const bytes = chunksOf(content);
      const file = await receiveFile(services, uploader, { name, bytes, length: content.length, contentId });
      ids.push(file.id);
    }
  } catch (error) {
    await deleteUploads(services, { accountId }, ids);
    throw error;
  }
  return ids;
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
