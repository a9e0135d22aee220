/** How a file begins that names its encoding. */
const MARKS = [
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/**
 * The text of a CSV file. Spreadsheets write UTF-8, UTF-16 with a byte order mark, or by default what is usual where the reader lives:
 * a text that is no UTF-8 is the latter.
 */
export function csvText(bytes: Uint8Array, locale: string): string {
  const mark = MARKS.find(({ bytes: first }) => first.every((byte, at) => bytes[at] === byte));
  if (mark) return new TextDecoder(mark.encoding).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(locale.startsWith("zh") ? "gb18030" : "windows-1252").decode(bytes);
  }
}
