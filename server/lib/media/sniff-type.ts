import { ownEntry } from "@/server/lib/defined";

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

/** Sounds in a container whose first bytes are those of any video in it, such as recordings of browsers. */
const SOUND_TYPES: Readonly<Record<string, { container: string; type: string }>> = {
  m4a: { container: "video/mp4", type: "audio/mp4" },
  weba: { container: "video/webm", type: "audio/webm" },
};

/**
 * The content type of a file that begins with `head` (`SNIFFED_BYTES` of it, or all). The name decides only among types that
 * are alike for a browser: kinds of plain text, kinds of documents, and sounds among videos. A file that is several things at once is what its first
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
  const sound = ownEntry(SOUND_TYPES, extension);
  if (sound?.container === detected) return sound.type;
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

/**
 * The text that these bytes, or the beginning of a longer file, are: UTF-8, or UTF-16 with a byte order mark, without control
 * characters. Null: they are no text.
 */
function textOf(bytes: Uint8Array): string | null {
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
  try {
    const text = decoder.decode(bytes, { stream: true }); // the last character may be cut
    return CONTROL.test(text) ? null : text;
  } catch {
    return null;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** All but tab, line ends, form feed and escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const CONTROL = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/** What may stand before the first element. */
const PROLOGUE =
  /^(?:\s+|<\?[^>]{0,1000}>|<!--[\s\S]{0,2000}?-->|<!doctype(?![^>[]*html)[^>[]{0,1000}(?:\[[^\]]{0,2000}\]\s*)?>)/i;
const SVG = /^<svg[\s>/]/i;
/** The tags by which browsers recognise HTML (WHATWG MIME Sniffing, 7.1), and those that run something. */
const HTML =
  /<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|link|base|form|h1|div|font|table|a|style|title|b|br|p|img|input)[\s>/]/i;

const isMarkup = (text: string): boolean => /^\s*</.test(text);

/** `image/svg+xml` or `text/html`; null: the text is neither. Other XML is plain text. */
function markupType(text: string): "image/svg+xml" | "text/html" | null {
  if (!isMarkup(text)) return null;
  let rest = text;
  for (let prologue = PROLOGUE.exec(rest); prologue; prologue = PROLOGUE.exec(rest))
    rest = rest.slice(prologue[0].length);
  if (SVG.test(rest)) return "image/svg+xml";
  return HTML.test(text) ? "text/html" : null;
}
