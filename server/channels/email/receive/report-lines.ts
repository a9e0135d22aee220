import { withAsciiDomain } from "@/server/channels/email/ascii-domain";
import type { MailKind, RecipientReport } from "@/server/channels/email/read/mail";
import type { MailReportLine } from "@/server/commands/receipts/record-mail-report";
import { RECEIPT_ERROR_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { MessageEmail } from "@/server/contract/message/message-email";

export type MailReport = Extract<MailKind, { type: "bounce" | "read_receipt" }>;
type Recipients = Pick<MessageEmail, "to" | "cc" | "bcc">;

/** Dispositions that show neither that the mail was displayed nor that it arrived. */
const NO_PROOF = new Set(["failed", "error", ""]);

/**
 * What a report means for the message that it is about. The tick is that of the recipients in `To`: the message failed if it
 * failed for one of them, and is delivered or read only if the report has that of all of them. A failure of a copy is a note. Servers
 * forward mail: an address that the mail does not name counts as one of `To` if the report encloses the mail to one of its recipients,
 * and as a copy else.
 */
export function reportLines(report: MailReport, { to, cc, bcc = [] }: Recipients): MailReportLine[] {
  const copies = [...cc, ...bcc];
  const isNamed = (address: string) => isIn([...to, ...copies], address);
  const isCopy = (address: string) => isIn(copies, address) && !isIn(to, address);
  if (report.type === "read_receipt") return readLines(report, { isCopy, toCount: to.length });
  const isOfOurs = report.enclosedTo?.some(isNamed) ?? false;
  const recipients = report.recipients.map(({ address, finalAddress, ...one }) => {
    const isFinal = finalAddress !== undefined && !isNamed(address) && isNamed(finalAddress);
    return { ...one, address: isFinal ? finalAddress : address };
  });
  return deliveryLines(recipients, {
    isCopy: (address) => isCopy(address) || !(isOfOurs || isNamed(address)),
    isOnly: (address) => to.length + copies.length <= 1 && isNamed(address),
    toCount: to.length,
  });
}

const isIn = (list: MessageEmail["to"], address: string): boolean =>
  list.some((one) => keyOf(one.address) === keyOf(address));

const keyOf = (address: string): string => withAsciiDomain(address).toLowerCase();

type Addressed = { isCopy: (address: string) => boolean; toCount: number };

function deliveryLines(
  recipients: readonly RecipientReport[],
  { isCopy, isOnly, toCount }: Addressed & { isOnly: (address: string) => boolean },
): MailReportLine[] {
  const lineOf = (signal: MailReportLine["signal"], some: readonly RecipientReport[]): MailReportLine[] =>
    some.length === 0 ? [] : [{ signal, error: wordsOf(some, isOnly) }];
  const main = recipients.filter(({ address }) => !isCopy(address));
  const failed = recipients.filter(({ action }) => action === "failed");
  // What was relayed is with a server that reports no deliveries, or with a list: it may still come back (RFC 3464, 2.3.3).
  const arrived = main.filter(({ action }) => action === "delivered");
  const addresses = new Set(arrived.map(({ address }) => address.toLowerCase()));
  const isDelivered = addresses.size > 0 && addresses.size >= toCount;
  return [
    ...lineOf(
      "failed",
      failed.filter(({ address }) => !isCopy(address)),
    ),
    ...lineOf(
      "copy_failed",
      failed.filter(({ address }) => isCopy(address)),
    ),
    ...lineOf(
      "delayed",
      recipients.filter(({ action }) => action === "delayed"),
    ),
    ...(isDelivered ? [{ signal: "delivered" as const, error: null }] : []),
  ];
}

function readLines(
  { recipient, disposition }: Extract<MailReport, { type: "read_receipt" }>,
  { isCopy, toCount }: Addressed,
): MailReportLine[] {
  const isOfAll = toCount <= 1 && (recipient === null || !isCopy(recipient));
  if (!isOfAll || NO_PROOF.has(disposition)) return [];
  return [{ signal: disposition === "displayed" ? "read" : "delivered", error: null }];
}

/** The words of the servers, each with the address that they are about if the mail has several, or another one. */
function wordsOf(recipients: readonly RecipientReport[], isOnly: (address: string) => boolean): string {
  const lines = recipients.map(({ address, status, diagnostic }) => {
    const words = diagnostic ?? status ?? "";
    return isOnly(address) && words !== "" ? words : [address, words].filter(Boolean).join(": ");
  });
  return lines.join("\n").slice(0, RECEIPT_ERROR_CHARS_MAX).toWellFormed();
}
