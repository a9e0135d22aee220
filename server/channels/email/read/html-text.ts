import { convert, type HtmlToTextOptions } from "html-to-text";

const HTML_CHARS_MAX = 2_000_000;

/** Without functions: a thread gets a copy. */
export const HTML_TEXT_OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: HTML_CHARS_MAX, maxDepth: 100, ellipsis: "…" },
  selectors: [
    { selector: "img", format: "skip" },
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    { selector: "table", format: "block" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

/** The text of a mail that has HTML only. Quoted mails become lines that begin with `> `. */
export const htmlText = (html: string): string => convert(html, HTML_TEXT_OPTIONS);
