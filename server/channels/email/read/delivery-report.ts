import { addressesIn, recipientsIn } from "./addresses";
import { fieldGroups, header, type MailHeaders, OWN_MAIL_HEADER } from "./headers";
import type { MailKind, RecipientReport } from "./mail";
import { messageIdsIn } from "./message-ids";
import { oneLine } from "./plain-text";
import type { ReportParts } from "./report-parts";

const RECIPIENTS_MAX = 500;
const DIAGNOSTIC_CHARS_MAX = 1_000;
/** Of a report that is a text: what is beyond names no recipient. */
const TEXT_CHARS_MAX = 100_000;
const PARAGRAPH_LINES_MAX = 50;
const ACTIONS = {
  failed: "failed",
  delayed: "delayed",
  delivered: "delivered",
  relayed: "relayed",
  expanded: "relayed",
} as const satisfies Record<string, RecipientReport["action"]>;

/**
 * The report of a mail server on a mail of ours, or null. Besides RFC 3464 two forms without a machine-readable part
 * are read: Exim's header X-Failed-Recipients and qmail's text. Others look like mail of people and stay mail.
 */
export function bounceOf(mail: {
  headers: MailHeaders;
  text: string;
  parts: ReportParts;
}): Extract<MailKind, { type: "bounce" }> | null {
  const { headers, parts, text } = mail;
  if (!isOfProgram(headers)) return null; // a person may enclose one
  const recipients = parts.deliveryStatus
    ? standardRecipients(parts.deliveryStatus)
    : isFromServer(headers)
      ? [...eximRecipients(headers, text), ...qmailRecipients(text)]
      : [];
  if (recipients.length === 0) return null;
  return {
    type: "bounce",
    recipients,
    originalMessageId: originalMessageId(mail),
    enclosedTo: enclosedTo(mail),
  };
}

/** The recipients of the mail that a report encloses, with its header or whole. */
function enclosedTo(mail: Report): string[] {
  const enclosed = enclosedHeaders(mail);
  const { to, cc } = recipientsIn(enclosed?.get("to") ?? [], enclosed?.get("cc") ?? []);
  return [...to, ...cc].map(({ address }) => address);
}

function enclosedHeaders({ parts, text = "" }: Report): MailHeaders | undefined {
  const original = parts.original ?? copyIn(text);
  return original ? fieldGroups(original, 1)[0] : undefined;
}

type Report = { headers: MailHeaders; parts: ReportParts; text?: string };

/**
 * The Message-ID of the mail that a report is about: of the enclosed mail, also where a server has replaced it, or the one that the
 * report answers.
 */
export function originalMessageId(mail: Report): string | null {
  const { headers } = mail;
  const enclosed = enclosedHeaders(mail);
  const [id] = [
    ...messageIdsIn(enclosed ? header(enclosed, OWN_MAIL_HEADER.toLowerCase()) : null),
    ...messageIdsIn(enclosed ? header(enclosed, "message-id") : null),
    ...messageIdsIn(header(headers, "in-reply-to")),
    ...messageIdsIn(header(headers, "references")).slice(-1),
  ];
  return id ?? null;
}

/** The address of a field such as `rfc822; ada@x.example`. */
export function typedAddress(value: string | null): string | null {
  if (value === null) return null;
  const address = value.slice(value.indexOf(";") + 1).trim();
  return addressesIn([address])[0]?.address ?? null;
}

function standardRecipients(status: string): RecipientReport[] {
  return fieldGroups(status, RECIPIENTS_MAX).flatMap((fields) => {
    const final = typedAddress(header(fields, "final-recipient"));
    const address = typedAddress(header(fields, "original-recipient")) ?? final;
    const action = actionOf(header(fields, "action"));
    if (!address || !action) return [];
    const diagnostic = header(fields, "diagnostic-code");
    return [
      {
        address,
        ...(final && final !== address && { finalAddress: final }),
        action,
        status: oneLine(header(fields, "status") ?? "").split(/[\s(]/)[0] || null,
        diagnostic: diagnostic && wordsOf(diagnostic.slice(diagnostic.indexOf(";") + 1)),
      },
    ];
  });
}

function actionOf(value: string | null): RecipientReport["action"] | null {
  const word = value?.toLowerCase().split(/[\s(;]/)[0] ?? "";
  const [found] = Object.entries(ACTIONS).filter(([name]) => name === word);
  return found?.[1] ?? null;
}

const wordsOf = (text: string): string | null => oneLine(text).slice(0, DIAGNOSTIC_CHARS_MAX) || null;

/** Whether a program wrote the mail to report on another one. */
export const isOfProgram = (headers: MailHeaders): boolean => isReport(headers) || isFromServer(headers);

/** RFC 6522. */
const isReport = (headers: MailHeaders): boolean =>
  /^multipart\/report\b/i.test(header(headers, "content-type") ?? "");

/** A report has an empty return path, or comes from the server's own mailbox. */
function isFromServer(headers: MailHeaders): boolean {
  const sender = addressesIn([header(headers, "from") ?? ""])[0]?.address.toLowerCase() ?? "";
  return header(headers, "return-path") === "<>" || sender.startsWith("mailer-daemon@");
}

function eximRecipients(headers: MailHeaders, text: string): RecipientReport[] {
  const failed = addressesIn(headers.get("x-failed-recipients") ?? []).slice(0, RECIPIENTS_MAX);
  const lines = linesOf(text);
  return failed.map(({ address }) => ({
    address,
    action: "failed",
    status: null,
    diagnostic: paragraphAfter(lines, address),
  }));
}

/** `<ada@x.example>:` alone on a line, and the words of the server below it. */
function qmailRecipients(text: string): RecipientReport[] {
  if (!text.startsWith("Hi. This is the qmail-send program")) return [];
  const lines = linesOf(text);
  return lines
    .flatMap((line, at): RecipientReport[] => {
      const address = line.startsWith("<") && line.endsWith(">:") ? line.slice(1, -2) : "";
      if (!address.includes("@")) return [];
      return [{ address, action: "failed", status: null, diagnostic: paragraph(lines, at + 1) }];
    })
    .slice(0, RECIPIENTS_MAX);
}

/** The mail below a line such as `--- Below this line is a copy of the message.`, or null. */
function copyIn(text: string): string | null {
  const lines = linesOf(text);
  const at = lines.findIndex((line) => line.startsWith("---") && line.includes("copy of the message"));
  return at < 0 ? null : lines.slice(at + 1).join("\n");
}

const linesOf = (text: string): string[] => text.slice(0, TEXT_CHARS_MAX).split("\n");

function paragraphAfter(lines: readonly string[], address: string): string | null {
  const at = lines.findIndex((line) => line.includes(address));
  return at < 0 ? null : paragraph(lines, at + 1);
}

function paragraph(lines: readonly string[], at: number): string | null {
  const some = lines.slice(at, at + PARAGRAPH_LINES_MAX);
  const end = some.findIndex((line) => line.trim() === "");
  return wordsOf(some.slice(0, end < 0 ? undefined : end).join(" "));
}
