import sanitizeHtml, { type Attributes, type IOptions, type Tag } from "sanitize-html";
import { safeStyle } from "./declarations";
import { foldHeadedQuote } from "./headed-quotes";
import { pictureAttributes } from "./pictures";
import { createQuoteMarker } from "./quotes";
import { safeStyleSheets } from "./style-sheets";

/** The time of sanitising and of laying out grows with the tags. */
const TAGS_MAX = 50_000;
const HTML_CHARS_MAX = 5_000_000;
const NESTING_MAX = 100;
/** Of tags that are not closed: the parser's time grows with the square of these. */
const OPEN_TAGS_MAX = 25_000;
/** Tags that are never closed, comments and declarations. */
const UNCLOSED = /^(?:!|\?|area|br|col|hr|img|input|link|meta|wbr)/i;

const TAGS =
  `a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl
  dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub
  sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/);

/** The contents of these are no text of the mail. */
const TAGS_WITHOUT_TEXT =
  `script style textarea option xmp iframe noscript noembed noframes title svg math object
  applet select template audio video canvas plaintext`.split(/\s+/);

const ATTRIBUTES: IOptions["allowedAttributes"] = {
  "*": ["style", "align", "valign", "bgcolor", "width", "height", "dir", "lang", "title"],
  a: ["href", "target", "rel"],
  details: ["data-quote"],
  font: ["color", "face", "size"],
  img: ["src", "alt", "data-cid", "data-remote"],
  ol: ["start", "type"],
  table: ["border", "cellpadding", "cellspacing"],
  td: ["colspan", "rowspan"],
  th: ["colspan", "rowspan"],
  time: ["datetime"],
};

/** Of a mail with style sheets. */
const WITH_CLASSES = { ...ATTRIBUTES, "*": [...(ATTRIBUTES["*"] ?? []), "class"] };

export type SanitizedMail = {
  /**
   * Contents of a body for a sandboxed frame. It loads nothing: pictures within the mail have `data-cid` instead of an
   * address, remote ones `data-remote`. Quoted mails are `<details data-quote>` without a summary.
   */
  html: string;
  /** Its style sheets, which change only how something looks. */
  css: string;
  hasRemotePictures: boolean;
  /** Whether the mail sets colours; it is legible on white only then. */
  hasColors: boolean;
};

/** The HTML of a mail without scripts, forms and everything that loads; null if it is too large. */
export function sanitizeMail(html: string): SanitizedMail | null {
  if (html.length > HTML_CHARS_MAX || hasTooManyTags(html)) return null;
  const css = safeStyleSheets(html);
  const quotes = createQuoteMarker();
  const safe = sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: css === "" ? ATTRIBUTES : WITH_CLASSES,
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowedSchemesByTag: { img: ["data"] },
    allowProtocolRelative: false,
    nonTextTags: TAGS_WITHOUT_TEXT,
    nestingLimit: NESTING_MAX,
    parseStyleAttributes: false,
    onOpenTag: quotes.open,
    onCloseTag: quotes.close,
    transformTags: {
      "*": (tagName, attributes) => transformed(quotes.isFolded() ? "details" : tagName, attributes),
    },
  });
  return {
    html: foldHeadedQuote(safe),
    css,
    hasRemotePictures: safe.includes(" data-remote="),
    hasColors:
      /(?: bgcolor=| color=|[";]color:|[";]background)/.test(safe) || /[{;](?:color:|background)/.test(css),
  };
}

function hasTooManyTags(html: string): boolean {
  let tags = 0;
  let open = 0;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) {
    tags++;
    if (html[at + 1] === "/") open = Math.max(0, open - 1);
    else if (!UNCLOSED.test(html.slice(at + 1, at + 6))) open++;
    if (tags > TAGS_MAX || open > OPEN_TAGS_MAX) return true;
  }
  return false;
}

function transformed(name: string, all: Attributes): Tag {
  const { style, ...others } = all;
  const safe = safeStyle(style ?? "");
  const attributes: Attributes = safe ? { ...others, style: safe } : others;
  if (name === "img") return { tagName: "img", attribs: pictureAttributes(attributes) };
  if (name === "a")
    return {
      tagName: "a",
      attribs: { ...attributes, target: "_blank", rel: "noopener noreferrer nofollow" },
    };
  if (name === "details") return { tagName: "details", attribs: { "data-quote": "true" } };
  return { tagName: name === "body" ? "div" : name, attribs: attributes };
}
