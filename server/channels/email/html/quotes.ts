import type { Attributes } from "sanitize-html";

/** Classes and ids by which mail programs mark the box of a quoted mail. */
const QUOTE_CLASSES = [
  "gmail_quote",
  "gmail_quote_container",
  "yahoo_quoted",
  "protonmail_quote",
  "moz-cite",
];
const QUOTE_IDS = [
  "divrplyfwdmsg",
  "mail-editor-reference-message-container",
  "appendonsend",
  "isreplycontent",
];

/**
 * Marks the outermost box of each quoted mail while a sanitiser walks through a mail: `open` and `close` for each tag,
 * and `isFolded` for the tag that was opened last.
 */
export function createQuoteMarker() {
  const open: boolean[] = [];
  let depth = 0;
  let isFolded = false;
  return {
    open(name: string, attributes: Attributes): void {
      const isQuote = isQuoteBox(name, attributes);
      isFolded = isQuote && depth === 0;
      open.push(isQuote);
      if (isQuote) depth++;
    },
    close(): void {
      if (open.pop()) depth--;
    },
    isFolded: (): boolean => isFolded,
  };
}

function isQuoteBox(name: string, { class: classes = "", id = "", type = "" }: Attributes): boolean {
  if (name === "blockquote" && type.toLowerCase() === "cite") return true;
  if (name !== "blockquote" && name !== "div") return false;
  const names = classes.toLowerCase().split(/\s/);
  const ids = id.toLowerCase().split("x_").at(-1) ?? "";
  return QUOTE_CLASSES.some((one) => names.includes(one)) || (QUOTE_IDS.includes(ids) && name === "div");
}
