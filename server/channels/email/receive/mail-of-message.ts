import type { ReadMail } from "@/server/channels/email/read/mail";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type MessageEmail, RECIPIENTS_MAX } from "@/server/contract/message/message-email";
import { addressKey } from "@/server/domain/message/mail-recipients";
import { normalisedSubject } from "@/server/domain/message/mail-subject";

/** A mail with a sender. */
export type SentMail = ReadMail & { from: NonNullable<ReadMail["from"]> };

/** A mail as its message has it, with these files. */
export const mailOfMessage = (mail: SentMail, fileIds: readonly number[]) => ({
  email: emailOf(mail),
  normalisedSubject: normalisedSubject(mail.subject),
  content: contentOf(mail, fileIds.length > 0),
  wholeText: mail.text,
  html: mail.html?.replaceAll("\0", "\ufffd").toWellFormed() ?? null,
  fileIds,
  sentAt: mail.sentAt ?? undefined,
});

const emailOf = ({ kind, spam, authentication: { dmarc }, ...mail }: SentMail): MessageEmail => ({
  subject: mail.subject,
  from: mail.from,
  ...(mail.replyTo &&
    addressKey(mail.replyTo.address) !== addressKey(mail.from.address) && { replyTo: mail.replyTo }),
  ...(mail.replyToOthers.length > 0 && { replyToOthers: [...mail.replyToOthers] }),
  to: mail.to.slice(0, RECIPIENTS_MAX),
  cc: mail.cc.slice(0, RECIPIENTS_MAX),
  messageId: mail.messageId,
  inReplyTo: mail.inReplyTo,
  ...(kind.type === "auto_reply" && { isAutoReply: true as const }),
  ...(kind.type === "list" && { isList: true as const }),
  ...(spam.isSpam && { isSpam: true as const }),
  ...(dmarc !== "none" && { dmarc }),
});

/** A message without files has a text: the subject stands for a mail without one. */
function contentOf({ newText, subject }: SentMail, hasFiles: boolean): string {
  const text = newText.trim() || (hasFiles ? "" : subject || "(no text)");
  return text.slice(0, CONTENT_CHARS_MAX).toWellFormed();
}
