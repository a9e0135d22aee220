/**
 * The text that these bytes, or the beginning of a longer file, are: UTF-8, or UTF-16 with a byte order mark, without control
 * characters. Null: they are no text.
 */
export function textOf(bytes: Uint8Array): string | null {
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
  try {
    const text = decoder.decode(bytes, { stream: true }); // the last character may be cut
    return CONTROL.test(text) ? null : text;
  } catch {
    return null;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** All but tab, line ends, form feed and escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const CONTROL = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/** What may stand before the first element. */
const PROLOGUE =
  /^(?:\s+|<\?[^>]{0,1000}>|<!--[\s\S]{0,2000}?-->|<!doctype(?![^>[]*html)[^>[]{0,1000}(?:\[[^\]]{0,2000}\]\s*)?>)/i;
const SVG = /^<svg[\s>/]/i;
/** The tags by which browsers recognise HTML (WHATWG MIME Sniffing, 7.1), and those that run something. */
const HTML =
  /<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|link|base|form|h1|div|font|table|a|style|title|b|br|p|img|input)[\s>/]/i;

export const isMarkup = (text: string): boolean => /^\s*</.test(text);

/** `image/svg+xml` or `text/html`; null: the text is neither. Other XML is plain text. */
export function markupType(text: string): "image/svg+xml" | "text/html" | null {
  if (!isMarkup(text)) return null;
  let rest = text;
  for (let prologue = PROLOGUE.exec(rest); prologue; prologue = PROLOGUE.exec(rest))
    rest = rest.slice(prologue[0].length);
  if (SVG.test(rest)) return "image/svg+xml";
  return HTML.test(text) ? "text/html" : null;
}
