import type { Attachment } from "postal-mime";

/** A report on one mail has far less; what is beyond is not read. */
const REPORT_BYTES_MAX = 256 * 1_024;

/** The machine-readable parts of a report, as text, or null. */
export type ReportParts = {
  deliveryStatus: string | null;
  disposition: string | null;
  /** The mail that the report is about, or only its header. */
  original: string | null;
};

export function reportPartsOf(attachments: readonly Attachment[]): ReportParts {
  const part = (...types: string[]): string | null => {
    const found = attachments.find(({ mimeType }) => types.includes(mimeType));
    return found ? contentOf(found) : null;
  };
  return {
    deliveryStatus: part("message/delivery-status", "message/global-delivery-status"),
    disposition: part("message/disposition-notification", "message/global-disposition-notification"),
    original: part("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"),
  };
}

function contentOf({ content }: Attachment): string {
  const bytes = typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
  return new TextDecoder().decode(bytes.subarray(0, REPORT_BYTES_MAX));
}
