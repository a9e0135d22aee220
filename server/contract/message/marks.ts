/** Longer lines are shown as plain text: nobody types them, and a customer's text must not keep the browser busy. */
export const LINE_MAX = 5_000;

/** Chinese and Japanese have no space after a link: their punctuation ends it. */
const LINK = String.raw`https?:\/\/[^\s<>"'，。；：！？、（）【】《》「」]+`;
/** Markers touch the text that they mark, and single ones are not within words: 2*3*4 and snake_case stay text. */
export const MARKED = new RegExp(
  [
    String.raw`\[(?<label>[^[\]]{1,500})\]\((?<href>https?:\/\/[^\s()<>"']+)\)`,
    `(?<link>${LINK})`,
    "`(?<code>[^`]{1,500})`",
    String.raw`\*\*(?=\S)(?<bold>.{1,500}?)(?<=\S)\*\*`,
    String.raw`~~(?=\S)(?<strike>.{1,500}?)(?<=\S)~~`,
    String.raw`(?<![\p{L}\p{N}*_])(?<mark>[*_])(?=[^\s*_])(?<italic>[^*_]{1,500}?)(?<=\S)\k<mark>(?![\p{L}\p{N}*_])`,
  ].join("|"),
  "gu",
);
export const FENCE = /^```/;
export const QUOTE = /^> ?/;
export const ITEM = /^\s{0,3}(?:[-*•]|(\d{1,3})[.)]) +(?=\S)/;
/** A line that begins or ends code. */
const FENCE_LINE = /^```\w*$/;

/** A message's words on one line, as its text is shown without the marks; a text of marks alone as it is. Small: every list has it. */
export const wordsOf = (text: string): string =>
  oneLine(text.split("\n").map(wordsOfLine).join(" ")) || oneLine(text);

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

function wordsOfLine(line: string): string {
  if (line.length > LINE_MAX) return line;
  if (QUOTE.test(line)) return wordsIn(line.replace(QUOTE, ""));
  return wordsIn(line.replace(FENCE_LINE, "").replace(ITEM, (mark, number) => (number ? mark : "")));
}

const wordsIn = (line: string): string =>
  line.replaceAll(MARKED, (match, ...rest) => {
    const { label, code, bold, strike, italic } = rest.at(-1);
    const marked = bold ?? strike ?? italic;
    return label ?? code ?? (marked === undefined ? match : wordsIn(marked));
  });
