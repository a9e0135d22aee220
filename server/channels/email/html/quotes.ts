import type { Attributes } from "sanitize-html";

/** Classes and ids by which mail programs mark the box of a quoted mail. */
const QUOTE_CLASSES = ["yahoo_quoted", "protonmail_quote", "moz-cite"];
const QUOTE_IDS = ["mail-editor-reference-message-container", "isreplycontent"];

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
  const names = classes.toLowerCase().split(/\s/);
  // The box of Gmail around these also has the answers that are written between them.
  if (name === "blockquote" && (type.toLowerCase() === "cite" || names.includes("gmail_quote"))) return true;
  if (name !== "blockquote" && name !== "div") return false;
  const ids = id.toLowerCase().split("x_").at(-1) ?? "";
  return QUOTE_CLASSES.some((one) => names.includes(one)) || (QUOTE_IDS.includes(ids) && name === "div");
}
