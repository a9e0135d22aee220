import type { MailRefusal } from "./mail";

/** The most bytes of a mail. */
export const BYTES_MAX = 50 * 1_024 * 1_024;
const LINES_MAX = 1_000_000;
/** Each line that begins with `--` is compared with every open boundary. */
const BOUNDARY_LINES_MAX = 20_000;
const LINE_FEED = 0x0a;
const HYPHEN = 0x2d;

/** Why a mail is refused before it is parsed, or null: the parser's time and memory grow with what is bounded here. */
export function refusalOf(bytes: Uint8Array): MailRefusal | null {
  if (bytes.length === 0) return { code: "mail.empty", message: "The mail is empty." };
  if (bytes.length > BYTES_MAX) return tooLarge(bytes.length);
  let lines = 0;
  let boundaryLines = 0;
  for (let start = 0; start < bytes.length && lines <= LINES_MAX; lines++) {
    if (bytes[start] === HYPHEN && bytes[start + 1] === HYPHEN) boundaryLines++;
    const end = bytes.indexOf(LINE_FEED, start);
    start = end < 0 ? bytes.length : end + 1;
  }
  if (lines > LINES_MAX)
    return { code: "mail.too_many_lines", message: `The mail has more than ${LINES_MAX} lines.` };
  if (boundaryLines > BOUNDARY_LINES_MAX)
    return {
      code: "mail.too_many_parts",
      message: `The mail has more than ${BOUNDARY_LINES_MAX} lines that could begin a part.`,
    };
  return null;
}

/** The refusal of a mail with more bytes than are read. */
export const tooLarge = (bytes: number): MailRefusal => ({
  code: "mail.too_large",
  message: `The mail has ${bytes} bytes; at most ${BYTES_MAX} are read.`,
});
