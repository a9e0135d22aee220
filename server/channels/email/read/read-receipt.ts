import { isOfProgram, originalMessageId, typedAddress } from "./delivery-report";
import { fieldGroups, header, type MailHeaders } from "./headers";
import type { MailKind } from "./mail";
import { messageIdsIn } from "./message-ids";
import type { ReportParts } from "./report-parts";

/** The report of the reader's program on a mail of ours (RFC 8098), or null. */
export function readReceiptOf(mail: {
  headers: MailHeaders;
  parts: ReportParts;
}): Extract<MailKind, { type: "read_receipt" }> | null {
  if (!isOfProgram(mail.headers)) return null; // a person may enclose one
  const [fields] = mail.parts.disposition ? fieldGroups(mail.parts.disposition, 1) : [];
  const disposition = fields ? header(fields, "disposition") : null;
  if (!fields || !disposition) return null;
  const [id] = messageIdsIn(header(fields, "original-message-id"));
  return {
    type: "read_receipt",
    recipient:
      typedAddress(header(fields, "original-recipient")) ?? typedAddress(header(fields, "final-recipient")),
    disposition: dispositionOf(disposition),
    originalMessageId: id ?? originalMessageId(mail),
  };
}

/** `manual-action/MDN-sent-manually; displayed/error` is `displayed`. */
const dispositionOf = (value: string): string =>
  value
    .slice(value.indexOf(";") + 1)
    .trim()
    .toLowerCase()
    .split(/[/,\s]/)[0] ?? "";
