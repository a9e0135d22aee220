/** The signs of windows-1252 at 0x80 to 0x9F; those without a sign are blanks. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/**
 * A text whose control characters U+0080 to U+009F are the signs that windows-1252 has there: mail calls that charset
 * ISO 8859-1, and Node decodes it as if it were.
 */
export const withWindowsSigns = (text: string): string =>
  text.replace(/[\u0080-\u009f]/g, (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80] ?? " ");

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

/** A text of one line. */
export const oneLine = (text: string): string => plainText(text).split(/\s/).filter(Boolean).join(" ");
