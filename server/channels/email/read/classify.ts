import { decodeWords } from "postal-mime";
import { bounceOf } from "./delivery-report";
import type { MailHeaders } from "./headers";
import { header, OWN_MAIL_HEADER } from "./headers";
import type { MailKind, MailReader } from "./mail";
import { readReceiptOf } from "./read-receipt";
import type { ReportParts } from "./report-parts";

/** What kind of mail this is. A report is known by its parts, everything else by headers. */
export function kindOf(
  mail: { messageId: string; headers: MailHeaders; text: string; parts: ReportParts },
  reader: MailReader,
): MailKind {
  const { headers, messageId } = mail;
  const ids = [messageId, header(headers, OWN_MAIL_HEADER.toLowerCase()) ?? ""];
  const ownId = ids.find((id) => isOf(id, reader.messageIdDomain));
  if (ownId !== undefined) return { type: "own", messageId: ownId };
  const report = bounceOf(mail) ?? readReceiptOf(mail);
  if (report) return report;
  if (isAutoReply(headers)) return { type: "auto_reply" };
  return isList(headers) ? { type: "list" } : { type: "mail" };
}

/** Another installation's mails have the header too, with another domain: they are no mails of ours. */
const isOf = (messageId: string, domain: string): boolean =>
  messageId.toLowerCase().endsWith(`@${domain.toLowerCase()}`);

const words = (headers: MailHeaders, name: string): string => header(headers, name)?.toLowerCase() ?? "";

/** How Exchange begins the subject of an automatic answer, in the mailbox's language; its headers name it like any notice of a program. */
const AUTOMATIC_SUBJECTS = [
  "automatic reply:",
  "automatische antwort:",
  "automatisch antwoord:",
  "réponse automatique",
  "respuesta automática:",
  "resposta automática:",
  "risposta automatica:",
  "odpowiedź automatyczna:",
  "automatiskt svar:",
  "自动答复:",
  "自動回覆:",
  "自動応答:",
];

/** A person may begin a subject so, but not in answer to a mail: programs then put "Re:" before it. */
function hasAutomaticSubject(headers: MailHeaders): boolean {
  const subject = decodeWords(header(headers, "subject") ?? "")
    .trim()
    .toLowerCase();
  const isAnswer = headers.has("in-reply-to") || words(headers, "auto-submitted").startsWith("auto-");
  return isAnswer && AUTOMATIC_SUBJECTS.some((start) => subject.startsWith(start));
}

function isAutoReply(headers: MailHeaders): boolean {
  return (
    hasAutomaticSubject(headers) ||
    words(headers, "auto-submitted").startsWith("auto-replied") ||
    words(headers, "precedence") === "auto_reply" ||
    ["x-autoreply", "x-autorespond", "x-autoreply-from", "x-auto-reply-from"].some(
      (name) => headers.has(name) && words(headers, name) !== "no",
    )
  );
}

function isList(headers: MailHeaders): boolean {
  const autoSubmitted = words(headers, "auto-submitted");
  return (
    headers.has("list-id") ||
    headers.has("list-unsubscribe") ||
    ["bulk", "list", "junk"].includes(words(headers, "precedence")) ||
    (autoSubmitted !== "" && autoSubmitted !== "no")
  );
}
