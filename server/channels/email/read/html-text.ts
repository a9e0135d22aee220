import { convert } from "html-to-text";

const HTML_CHARS_MAX = 2_000_000;

/** The text of a mail that has HTML only. Quoted mails become lines that begin with `> `. */
export function htmlText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: HTML_CHARS_MAX, maxDepth: 100, ellipsis: "…" },
    selectors: [
      { selector: "img", format: "skip" },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: "table", format: "block" },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  });
}
