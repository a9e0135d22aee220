/** Whether a text has at most so many characters (code points). Reads a long one only as far as it must. */
export function fitsInto(text: string, charsMax: number): boolean {
  if (text.length <= charsMax) return true;
  if (text.length > 2 * charsMax) return false;
  return charactersOf(text) <= charsMax;
}

/** The number of characters (code points) of a text. */
export function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
