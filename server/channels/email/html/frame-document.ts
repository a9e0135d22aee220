import { escapeHtml } from "@/server/channels/email/write/markup-html";
import { FRAME_SANDBOX } from "@/server/contract/message/mail-frame";
import type { SanitizedMail } from "./sanitize-mail";

/**
 * The policy of the frame's document. It is served from an address of its own, because a document without one has the
 * policy of its page, which blocks the styles of mails. Remote pictures are loaded only if the reader wants them.
 */
export function framePolicy({ hasRemotePictures }: { hasRemotePictures: boolean }): string {
  return [
    `sandbox ${FRAME_SANDBOX}`,
    "default-src 'none'",
    "script-src 'none'",
    `img-src 'self' data:${hasRemotePictures ? " https: http:" : ""}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}

/** Long words break. What is still wider than the frame is shown smaller, by the page around it. */
const STYLE = `
:root{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
:root[data-colors]{color-scheme:light;background:#fff;color:#111}
body{margin:0;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
:root[data-colors] body{padding:8px}
body>:first-child{margin-top:0}
body>:last-child{margin-bottom:0}
th{overflow-wrap:break-word}
img{max-width:100%}
img[width]{height:auto}
img:not([src]){display:inline-block;min-width:16px;min-height:16px;border:1px dashed #888}
img:not([src]):is([width="0"],[width="1"],[height="0"],[height="1"]){display:none}
pre{white-space:pre-wrap}
blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #888}
details[data-quote]>summary{cursor:pointer;opacity:.8;width:max-content}
`;

export type FramedMail = {
  /** A mail that sets colours is shown on white in both themes, for which they were chosen. */
  mail: Pick<SanitizedMail, "html" | "css" | "hasColors">;
  /** The address of a picture within the mail by its Content-ID, or null. */
  pictureUrl: (contentId: string) => string | null;
  /** Whether the reader wants the remote pictures; their servers learn that the mail is read. */
  hasRemotePictures: boolean;
  /** What is shown instead of a folded quotation, in the reader's language. */
  quoteLabel: string;
  locale: string;
  theme: "light" | "dark";
};

/** The document of the frame that shows a mail. A picture without an address stays an empty box. */
export function frameDocument(framed: FramedMail): string {
  const { mail, quoteLabel, locale, theme } = framed;
  const body = mail.html
    .replaceAll(QUOTE, () => `${QUOTE}<summary>${escapeHtml(quoteLabel)}</summary>`)
    .replace(/<img ([^<>]*)>/g, (tag, attributes: string) => withAddress(tag, attributes, framed));
  const root = `<html lang="${escapeHtml(locale)}" data-theme="${theme}"${mail.hasColors ? " data-colors" : ""}>`;
  const head = `<head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><style>${STYLE}${mail.css}</style></head>`;
  return `<!doctype html>${root}${head}<body dir="auto">${body}</body></html>`;
}

/** As the sanitiser writes it; in text its signs are escaped. */
const QUOTE = '<details data-quote="true">';

function withAddress(tag: string, attributes: string, framed: FramedMail): string {
  const found = /\bdata-(cid|remote)="([^"]*)"/.exec(attributes);
  if (!found) return tag;
  const [attribute, kind, value = ""] = found;
  const named = unescapeHtml(value);
  const remote = framed.hasRemotePictures ? named : null;
  const url = kind === "cid" ? framed.pictureUrl(named) : remote;
  return url === null ? tag : tag.replace(attribute, () => `src="${escapeHtml(url)}"`);
}

const unescapeHtml = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
