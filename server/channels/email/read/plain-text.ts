/** The signs of windows-1252 at 0x80 to 0x9F; those without a sign are blanks. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/**
 * A text whose control characters U+0080 to U+009F are the signs that windows-1252 has there: mail calls that charset
 * ISO 8859-1, and Node decodes it as if it were.
 */
export function withWindowsSigns(text: string): string {
  if (!/[\u0080-\u009f]/.test(text)) return text;
  // A replacement by a regular expression takes a microsecond for each sign.
  const bytes = Buffer.alloc(2 * text.length);
  bytes.write(text, "utf16le");
  for (let at = 0; at < bytes.length; at += 2)
    if (bytes[at + 1] === 0) bytes.writeUInt16LE(windowsUnit(bytes[at] ?? 0), at);
  return bytes.toString("utf16le");
}

const windowsUnit = (unit: number): number =>
  unit >= 0x80 && unit <= 0x9f ? WINDOWS_1252.charCodeAt(unit - 0x80) : unit;

/** A text without control characters but line breaks and tabs, with `\n` as its line break and no half surrogates. */
export function plainText(text: string): string {
  return withWindowsSigns(text)
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .toWellFormed();
}

/** The beginning of a text, without half of a sign at its end: JSON with such a half cannot be stored. */
export const cut = (text: string, charsMax: number): string => text.slice(0, charsMax).toWellFormed();

/** A text of one line, without what would reverse it and the text around it: an address beside a name reads as it is. */
export const oneLine = (text: string): string =>
  plainText(text)
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, "")
    .split(/\s/)
    .filter(Boolean)
    .join(" ");
