import { type Attachment, decodeWords, type Email } from "postal-mime";
import { isKnownTime } from "@/server/channels/known-time";
import { addressesIn, recipientsIn } from "./addresses";
import { refusalOf } from "./bounds";
import { calendarOf, calendarText } from "./calendar";
import { kindOf } from "./classify";
import { withUtf8Header } from "./header-charset";
import { header, headersOf } from "./headers";
import { htmlText } from "./html-text";
import type { MailAttachment, MailCalendar, MailReader, MailReading, ReadMail } from "./mail";
import { messageIdOf, messageIdsIn, referencesIn } from "./message-ids";
import { newText } from "./new-text";
import { parseMail } from "./parse-mail";
import { cut, oneLine, plainText, withWindowsSigns } from "./plain-text";
import { reportPartsOf } from "./report-parts";
import { authenticationOf, spamOf } from "./trust";

const SUBJECT_CHARS_MAX = 1_000;
const NAME_CHARS_MAX = 200;
/** An answer of a program goes to these: a stranger does not address a crowd by it. */
const REPLY_TO_MAX = 10;
const TEXT_CHARS_MAX = 1_000_000;
/** Of what is cut afterwards: with the signs that are left out, or in encoded words. */
const RAW_FACTOR = 10;

/** Reads a mail as RFC 5322 and MIME write it, or refuses it with a reason. Nothing outside the bytes is read. */
export async function readMail(bytes: Uint8Array, reader: MailReader): Promise<MailReading> {
  const refused = refusalOf(bytes);
  if (refused) return { refused };
  const parsed = await parseMail(withUtf8Header(bytes));
  return "refused" in parsed ? parsed : { mail: mailOf(parsed.email, bytes, reader) };
}

function mailOf(email: Email, bytes: Uint8Array, reader: MailReader): ReadMail {
  const headers = headersOf(email.headers);
  const messageId = messageIdOf(header(headers, "message-id"), bytes);
  const calendar = calendarIn(email.attachments);
  const body = textOf(email);
  const text = calendar ? withCalendar(body, calendar) : body;
  const parts = reportPartsOf(email.attachments);
  const replyTo = addressesIn(headers.get("reply-to") ?? []);
  const subject = (header(headers, "subject") ?? "").slice(0, RAW_FACTOR * SUBJECT_CHARS_MAX);
  return {
    messageId,
    inReplyTo: messageIdsIn(header(headers, "in-reply-to"))[0] ?? null,
    references: referencesIn(header(headers, "references")),
    from: [...addressesIn(headers.get("from") ?? []), ...addressesIn(headers.get("sender") ?? [])][0] ?? null,
    replyTo: replyTo[0] ?? null,
    replyToOthers: replyTo.slice(1, REPLY_TO_MAX),
    ...recipientsIn(headers.get("to") ?? [], headers.get("cc") ?? []),
    deliveredTo: ["delivered-to", "x-original-to", "envelope-to"].flatMap((name) =>
      addressesIn(headers.get(name)?.slice(0, 10) ?? []).map(({ address }) => address),
    ),
    subject: cut(oneLine(decodeWords(subject)), SUBJECT_CHARS_MAX),
    sentAt: dateOf(header(headers, "date")),
    text,
    newText: calendar ? withCalendar(newText(body), calendar) : newText(text),
    html: email.html ? withWindowsSigns(email.html).toWellFormed() : null,
    attachments: email.attachments.map(attachmentOf),
    calendar,
    kind: kindOf({ messageId, headers, text, parts }, reader),
    authentication: authenticationOf(headers),
    spam: spamOf(headers),
  };
}

function textOf({ text, html }: Email): string {
  const written = text?.trim() ? text : html ? htmlText(html) : ""; // some programs write a blank text part
  return plainText(written.slice(0, RAW_FACTOR * TEXT_CHARS_MAX))
    .slice(0, TEXT_CHARS_MAX)
    .trim();
}

const withCalendar = (text: string, calendar: MailCalendar): string =>
  [text, calendarText(calendar)].filter(Boolean).join("\n\n");

function calendarIn(attachments: readonly Attachment[]): MailCalendar | null {
  const file = attachments.find(
    ({ mimeType }) => mimeType === "text/calendar" || mimeType === "application/ics",
  );
  return file ? calendarOf(new TextDecoder().decode(bytesOf(file)), file.method ?? null) : null;
}

function dateOf(value: string | null): Date | null {
  const date = new Date(value ?? "");
  return isKnownTime(date) && date.getUTCFullYear() <= 9999 ? date : null;
}

function attachmentOf(attachment: Attachment, at: number): MailAttachment {
  return {
    name: cut(oneLine(attachment.filename ?? ""), NAME_CHARS_MAX) || nameOf(attachment, at),
    contentType: attachment.mimeType,
    content: bytesOf(attachment),
    contentId: messageIdsIn(attachment.contentId ?? null)[0] ?? null,
  };
}

/** A name for a part without one; enclosed mails are called by what they are. */
function nameOf({ mimeType }: Attachment, at: number): string {
  const ending = { "message/rfc822": ".eml", "text/calendar": ".ics" }[mimeType] ?? "";
  return `part-${at + 1}${ending}`;
}

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
