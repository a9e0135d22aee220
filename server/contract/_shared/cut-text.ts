/** The beginning of a text, at most `charsMax` UTF-16 units: no half of a character ends it. */
export const cutText = (text: string, charsMax: number): string =>
  text.slice(0, charsMax).replace(/[\ud800-\udbff]$/, "");
