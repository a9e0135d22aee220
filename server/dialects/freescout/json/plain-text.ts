import { ownEntry } from "@/server/lib/defined";

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
 * A thread's text as plain text: FreeScout's is HTML, Tickline's is not. Line breaks and ends of blocks become new
 * lines, a link is followed by its address in brackets, unless that is its text; other tags are removed, escaped
 * characters are restored. Text without any tag keeps its own line breaks.
 */
export function plainText(html: string): string {
  const text = html.replace(/\r\n?/g, "\n");
  const lines = HAS_TAG.test(text)
    ? inOneLine(withoutUnseen(text))
        .replace(/ ?<br\s?\/?> ?/gi, "\n")
        .replace(new RegExp(` ?</(${BLOCKS})> ?`, "gi"), "\n")
        .replace(TAG, addressOfTag())
    : text;
  return unescaped(lines).trim();
}

const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/i;
const LINK_START = /^<a\s/i;
const LINK_END = /^<\/a\s*>$/i;

/** What replaces each tag of a text, in order: nothing, or the address of the link that ends. */
function addressOfTag(): (tag: string, at: number, whole: string) => string {
  let open: { address: string; from: number } | null = null;
  return (tag, at, whole) => {
    if (LINK_START.test(tag)) {
      const address = addressIn(tag);
      open = address === null ? null : { address, from: at + tag.length };
    } else if (open && LINK_END.test(tag)) {
      const { address, from } = open;
      open = null;
      const shown = unescaped(whole.slice(from, at).replace(TAG, "")).trim();
      if (shown === "") return escapedAgain(address);
      return isShownIn(shown, address) ? "" : ` (${escapedAgain(address)})`;
    }
    return "";
  };
}

/** A link's target if a reader may follow it: of the web, or an email address. Brackets are encoded, as it is shown in some. */
function addressIn(tag: string): string | null {
  const [, ...quoted] = HREF.exec(tag) ?? [];
  const url = URL.parse(unescaped(quoted.find((value) => value !== undefined) ?? "").trim());
  if (url?.protocol === "mailto:") return url.pathname || null;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return null;
  return url.href.replace(/['()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

const isShownIn = (shown: string, address: string): boolean =>
  shown === address || `${shown}/` === address || URL.parse(shown)?.href === address;

/** The text is unescaped at the end. */
const escapedAgain = (address: string): string => address.replaceAll("&", "&amp;");

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
    name === undefined ? characterOf(whole, decimal, hex) : (ownEntry(NAMED, name.toLowerCase()) ?? whole),
  );

/** An escape that is not a valid or storable character is unchanged. */
function characterOf(whole: string, decimal: string | undefined, hex: string | undefined): string {
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}
