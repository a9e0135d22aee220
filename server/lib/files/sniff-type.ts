import { ownEntry } from "@/server/lib/own-entry";
import { isMarkup, markupType, textOf } from "./text-of";

/** What `sniffType` needs of the beginning of a file. */
export const SNIFFED_BYTES = 4_100;

const UNKNOWN = "application/octet-stream";

/** Plain text whose kind only its name tells. Each is shown as text or downloaded. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  md: "text/markdown",
  json: "application/json",
  ics: "text/calendar",
  vcf: "text/vcard",
};

/** Documents whose first bytes are those of any zip archive. */
const ZIP_TYPES: Readonly<Record<string, string>> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
  epub: "application/epub+zip",
};

/** Documents whose first bytes are those of any compound file of Microsoft's. */
const COMPOUND_TYPES: Readonly<Record<string, string>> = {
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  msg: "application/vnd.ms-outlook",
};

/**
 * The content type of a file that begins with `head` (`SNIFFED_BYTES` of it, or all). The name decides only among types that
 * are alike for a browser: kinds of plain text, and kinds of documents. A file that is several things at once is what its first
 * bytes say.
 */
export async function sniffType(head: Uint8Array, name: string): Promise<string> {
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const detected = await detect(head);
  const text = textOf(head);
  if (text !== null && (detected === null || isWeak(detected) || isMarkup(text))) {
    return markupType(text) ?? ownEntry(TEXT_TYPES, extension) ?? "text/plain";
  }
  if (detected === "application/zip") return ownEntry(ZIP_TYPES, extension) ?? detected;
  if (detected === "application/x-cfb") return ownEntry(COMPOUND_TYPES, extension) ?? detected;
  return detected ?? UNKNOWN;
}

/** Recognised by one or two bytes, which a text may begin with, as `BM` of a bitmap. */
const isWeak = (type: string): boolean => /^(image\/bmp|audio\/|video\/|application\/xml|text\/)/.test(type);

/** By the magic bytes; null: none are known, or what follows them is damaged. */
async function detect(head: Uint8Array): Promise<string | null> {
  const { fileTypeFromBuffer } = await import("file-type"); // 100 ms, where the first file is received
  try {
    return (await fileTypeFromBuffer(head))?.mime ?? null;
  } catch {
    return null;
  }
}
