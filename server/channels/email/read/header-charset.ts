/** A charset is named in the header or in the header of an early part. */
const CHARSET_WITHIN_BYTES = 64 * 1_024;
const FALLBACK = "windows-1252";
/** Begins each change of characters in the 7-bit charsets of the family ISO 2022. */
const ESCAPE = 0x1b;

/**
 * The mail with its header as UTF-8. Headers must be ASCII or UTF-8; older programs write them in the charset of the
 * text. Such a header is decoded with the first charset that the mail names, or as windows-1252.
 */
export function withUtf8Header(bytes: Uint8Array): Uint8Array {
  const mail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = headerEnd(mail);
  const header = mail.subarray(0, end);
  const isSevenBit = header.includes(ESCAPE);
  if (isUtf8(header) && !isSevenBit) return bytes;
  const charset = charsetIn(mail);
  if (isSevenBit && !charset.startsWith("iso-2022-")) return bytes;
  const text = decoderOf(charset).decode(header);
  return Buffer.concat([Buffer.from(text), mail.subarray(end)]);
}

function headerEnd(mail: Buffer): number {
  const ends = [mail.indexOf("\n\n"), mail.indexOf("\n\r\n")].filter((at) => at >= 0);
  return Math.min(mail.length, ...ends);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function charsetIn(mail: Buffer): string {
  const early = mail.subarray(0, CHARSET_WITHIN_BYTES).toString("latin1").toLowerCase();
  return /charset="?([\w.:-]{1,40})/.exec(early)?.[1] ?? FALLBACK;
}

function decoderOf(charset: string): TextDecoder {
  const isUsable = charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii";
  try {
    return new TextDecoder(isUsable ? charset : FALLBACK);
  } catch {
    return new TextDecoder(FALLBACK);
  }
}
