/** How many characters a member's signature may have. */
export const SIGNATURE_CHARS_MAX = 2_000;

/** A text with a signature below it. One that ends with it already stays: it was withdrawn and is sent again. */
export function withSignature(text: string, signature: string): string {
  if (text === "" || signature === "" || text === signature || text.endsWith(`\n${signature}`)) return text;
  return `${text.trimEnd()}\n\n${signature}`;
}
