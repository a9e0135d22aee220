/** Tags that end a line. */
const BLOCKS = "p|div|li|tr|h[1-6]|blockquote|ul|ol|table|pre|section|article|header|footer";
const TAG = /<\/?[a-z][^<>]*>/gi;
const HAS_TAG = /<\/?[a-z][^<>]*>/i;
const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  amp: "&",
};

/**
 * A thread's text as plain text: FreeScout's is HTML, Tickline's is not. Line breaks and ends of blocks become new lines,
 * other tags are removed, escaped characters are restored. Text without any tag keeps its own line breaks.
 */
export function plainText(html: string): string {
  const text = html.replace(/\r\n?/g, "\n");
  const lines = HAS_TAG.test(text)
    ? inOneLine(withoutUnseen(text))
        .replace(/ ?<br\s?\/?> ?/gi, "\n")
        .replace(new RegExp(` ?</(${BLOCKS})> ?`, "gi"), "\n")
        .replace(TAG, "")
    : text;
  return unescaped(lines).trim();
}

/** In HTML a line break is a blank. */
const inOneLine = (html: string): string =>
  html
    .split("\n")
    .map((line) => line.trim())
    .join(" ");

/** Without scripts, styles and comments, which are invisible. */
function withoutUnseen(html: string): string {
  const lower = html.toLowerCase();
  let kept = "";
  let at = 0;
  for (const [open, close] of unseenIn(lower)) {
    if (open < at) continue;
    kept += html.slice(at, open);
    at = close;
  }
  return kept + html.slice(at);
}

const UNSEEN = [
  ["<script", "</script>"],
  ["<style", "</style>"],
  ["<!--", "-->"],
] as const;

/** The start and end of each, in order; an unclosed one extends to the end. Every character is read once per kind. */
function unseenIn(lower: string): (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [open, close] of UNSEEN) {
    for (let at = lower.indexOf(open); at !== -1; ) {
      const closed = lower.indexOf(close, at);
      const end = closed === -1 ? lower.length : closed + close.length;
      found.push([at, end]);
      at = lower.indexOf(open, end);
    }
  }
  return found.sort(([a], [b]) => a - b);
}

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) =>
    name === undefined ? characterOf(whole, decimal, hex) : (NAMED[name.toLowerCase()] ?? whole),
  );

/** An escape that is not a valid or storable character is unchanged. */
function characterOf(whole: string, decimal: string | undefined, hex: string | undefined): string {
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}
