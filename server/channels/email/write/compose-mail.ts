import MailComposer, { type Attachment } from "nodemailer/lib/mail-composer/index.js";
import { withAsciiDomain } from "@/server/channels/email/ascii-domain";
import { OWN_MAIL_HEADER } from "@/server/channels/email/read/headers";
import type { MailAddress } from "@/server/channels/email/read/mail";
import { oneLine } from "@/server/channels/email/read/plain-text";
import type { OutgoingMail } from "@/server/channels/email/smtp/deliver";
import { isMailAddress } from "@/server/domain/message/mail-recipients";
import { escapeHtml, markupHtml, markupText } from "./markup-html";

/** A file of a mail. With a Content-ID (without <>) it is a picture that stands in the text. */
export type ComposedAttachment = {
  name: string;
  contentType: string;
  content: Uint8Array;
  contentId: string | null;
};

/** What a mail is written from. Message-IDs are without <>, texts are our message markup. */
export type MailDraft = {
  /** Fixed before the first try, so that a later one is the same mail. */
  messageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  from: MailAddress;
  /** The signed address that leads answers to their conversation, or null. */
  replyTo: string | null;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  /** They get the mail, and stand in none of its headers. */
  bcc: readonly MailAddress[];
  subject: string;
  text: string;
  signature: string | null;
  attachments: readonly ComposedAttachment[];
  sentAt: Date;
  /** Whether a program writes it: other programs then do not answer (RFC 3834). */
  isAutomatic: boolean;
};

export type Composition = { mail: OutgoingMail } | { refused: string };

/** More references only make the header longer; the first and the newest name the conversation. */
const REFERENCES_MAX = 50;
const MESSAGE_ID = /^[^\s<>\p{Cc}]{1,250}$/u;
const CONTENT_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

/** Writes a mail as MIME with a text and an HTML part, or refuses it by an English sentence. */
export async function composeMail(draft: MailDraft): Promise<Composition> {
  const fault = faultOf(draft);
  if (fault) return { refused: fault };
  const raw = await new MailComposer({
    messageId: `<${draft.messageId}>`,
    ...(draft.inReplyTo === null ? {} : { inReplyTo: `<${draft.inReplyTo}>` }),
    references: boundedReferences(draft).map((id) => `<${id}>`),
    date: draft.sentAt,
    from: mailbox(draft.from),
    ...(draft.replyTo === null
      ? {}
      : { replyTo: mailbox({ name: draft.from.name, address: draft.replyTo }) }),
    to: draft.to.map(mailbox),
    cc: draft.cc.map(mailbox),
    subject: oneLine(draft.subject),
    text: textPart(draft),
    html: htmlPart(draft),
    headers: headersOf(draft),
    attachments: draft.attachments.map(attachmentOf),
    newline: "windows",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  const recipients = [...draft.to, ...draft.cc, ...draft.bcc].map(({ address }) => withAsciiDomain(address));
  const envelope = { from: withAsciiDomain(draft.from.address), to: [...new Set(recipients)] };
  return { mail: { envelope, raw } };
}

function faultOf({ from, replyTo, to, cc, bcc, messageId, inReplyTo, references }: MailDraft): string | null {
  if (to.length + cc.length + bcc.length === 0) return "The mail has no recipient.";
  const addresses = [from, ...to, ...cc, ...bcc].map(({ address }) => address);
  const bad = [...addresses, ...(replyTo === null ? [] : [replyTo])].find(
    (address) => !isMailAddress(address),
  );
  if (bad !== undefined) return `No mail can be sent to or from the address ${JSON.stringify(bad)}.`;
  const ids = [messageId, ...(inReplyTo === null ? [] : [inReplyTo]), ...references];
  const badId = ids.find((id) => !MESSAGE_ID.test(id));
  return badId === undefined ? null : `${JSON.stringify(badId)} is no Message-ID.`;
}

/** The references end with the mail that is answered (RFC 5322, 3.6.4). */
function boundedReferences({ references, inReplyTo }: MailDraft): string[] {
  const ids = [
    ...new Set([...references.filter((id) => id !== inReplyTo), ...(inReplyTo === null ? [] : [inReplyTo])]),
  ];
  return ids.length <= REFERENCES_MAX ? ids : [...ids.slice(0, 1), ...ids.slice(1 - REFERENCES_MAX)];
}

const mailbox = ({ name, address }: MailAddress): MailAddress => ({ name: oneLine(name), address });

/** `-- ` is the mark of a signature that mail programs know (RFC 3676, 4.3). */
function textPart({ text, signature }: MailDraft): string {
  return signature ? `${markupText(text)}\n\n-- \n${markupText(signature)}\n` : `${markupText(text)}\n`;
}

function htmlPart({ text, signature, attachments }: MailDraft): string {
  const pictures = attachments.flatMap(({ name, contentId }) =>
    contentId === null
      ? []
      : [
          `<p><img src="cid:${escapeHtml(contentId)}" alt="${escapeHtml(oneLine(name))}" style="max-width:100%"></p>`,
        ],
  );
  const body = [
    markupHtml(text),
    ...pictures,
    signature ? `<div>-- <br>\n${markupHtml(signature)}</div>` : "",
  ];
  return `<!doctype html>\n<html><body>\n${body.filter(Boolean).join("\n")}\n</body></html>\n`;
}

function headersOf({ messageId, isAutomatic }: MailDraft): Record<string, string> {
  const own = { [OWN_MAIL_HEADER]: messageId };
  return isAutomatic
    ? { ...own, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" }
    : own;
}

function attachmentOf({ name, contentType, content, contentId }: ComposedAttachment): Attachment {
  const file = {
    filename: oneLine(name) || "file",
    contentType: CONTENT_TYPE.test(contentType) ? contentType : "application/octet-stream",
    content,
  };
  if (contentId === null || !MESSAGE_ID.test(contentId)) return { ...file, contentDisposition: "attachment" };
  return { ...file, contentDisposition: "inline", cid: contentId };
}
