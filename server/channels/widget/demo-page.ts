import { getCookie } from "hono/cookie";
import { findInboxOf } from "@/server/channels/find-inbox";
import { chooseLocale, HTML_LANG, LOCALE_COOKIE } from "@/server/contract/_shared/choose-locale";
import type { Locale } from "@/server/contract/_shared/constants";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findDemoIdentifier } from "@/server/queries/inboxes/demo-inbox";
import { sourceOf } from "./built-file";
import type { WidgetContext } from "./context";

/** `write` and `answer`: the two steps. `open`: the words of the link to the inbox. */
type Words = {
  title: string;
  heading: string;
  lead: string;
  write: string;
  answer: string;
  open: string;
  embed: string;
};

const WORDS: Record<Locale, Words> = {
  en: {
    title: "Website widget – Tickline",
    heading: "Your website, with the widget",
    lead: "This page stands in for your site. Write as a visitor here, and answer as an agent in a second window.",
    write: "Click the button in the corner and send a message.",
    answer: "Open the inbox and answer it. The reply appears here at once.",
    open: "Open the inbox",
    embed: "One line adds the widget to your own site: copy it in Settings, from the inbox.",
  },
  zh: {
    title: "网站聊天窗口 – Tickline",
    heading: "带有聊天窗口的网站",
    lead: "本页面模拟您的网站。您可以在这里以访客身份发消息，再到另一个窗口以客服身份回复。",
    write: "点击角落里的按钮，发送一条消息。",
    answer: "打开收件箱并回复，回复会立即显示在这里。",
    open: "打开收件箱",
    embed: "只需一行代码，即可将聊天窗口添加到您自己的网站。请在“设置”中打开相应收件箱并复制。",
  },
};

/** The product's colours, as in app/globals.css. */
const STYLE = `
:root { color-scheme: light dark; font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif; color: light-dark(#1d1c1a, #ececee); background: light-dark(#f5f5f3, #121213); }
body { margin: 0 auto; max-width: 38rem; padding: clamp(2.5rem, 12vh, 8rem) 1.5rem 7rem; }
@media (min-width: 60rem) { body { margin-left: calc(50vw - 30rem); } }
h1 { margin: 0 0 .5rem; font-size: clamp(1.5rem, 5vw, 2rem); line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
p { margin: 0; color: light-dark(#5f5d56, #a3a2aa); text-wrap: balance; }
ol { margin: 2rem 0; padding: 0; list-style: none; counter-reset: step; border: 1px solid light-dark(#e4e3de, #2a2a2e); border-radius: .875rem; background: light-dark(#ffffff, #19191b); }
li { display: flex; gap: .875rem; padding: 1.125rem 1.25rem; counter-increment: step; }
li + li { border-top: 1px solid light-dark(#e4e3de, #2a2a2e); }
li::before { content: counter(step); flex: none; width: 1.625rem; height: 1.625rem; border-radius: 50%; background: light-dark(#e9effd, #1d2a47); color: light-dark(#2459d8, #86abff); font-size: .875rem; font-weight: 650; line-height: 1.625rem; text-align: center; }
a { display: inline-block; margin-top: .75rem; padding: .375rem .875rem; border-radius: .375rem; background: light-dark(#2459d8, #86abff); color: light-dark(#ffffff, #0d1830); font-weight: 550; text-decoration: none; }
a:hover { background: light-dark(#1d4bbd, #9dbbff); }
a:focus-visible { outline: 2px solid light-dark(#2459d8, #86abff); outline-offset: 2px; }
ol + p { font-size: .875rem; }
`;

/** What any site with a strict policy needs for the widget: Tickline's origin for scripts, connections and pictures. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  `style-src ${sourceOf(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * `GET /demo`: a page with the widget of the demo's inbox, or of the one that `inbox` names, to write to oneself in two windows. It is in the
 * reader's language, as the screens are, and the widget follows it.
 */
export async function answerDemo(c: WidgetContext): Promise<Response> {
  const { database } = c.var.services;
  const named = c.req.query("inbox");
  const identifier =
    named === undefined
      ? await findDemoIdentifier(database, "widget")
      : (await findInboxOf(database, "widget", named))?.inbox.identifier;
  if (!identifier) throw new Refusal("resource.not_found");
  const locale = chooseLocale(getCookie(c, LOCALE_COOKIE), c.req.header("accept-language"));
  return c.body(pageOf(identifier, locale), 200, {
    "content-type": "text/html; charset=utf-8",
    "content-language": HTML_LANG[locale],
    "cache-control": "private, no-cache",
    vary: "Cookie, Accept-Language",
    "content-security-policy": POLICY,
  });
}

/** Identifiers consist of letters and digits. */
function pageOf(identifier: string, locale: Locale): string {
  const words = WORDS[locale];
  return `<!doctype html>
<html lang="${HTML_LANG[locale]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<style>${STYLE}</style>
<script src="/widget.js" data-inbox="${identifier}" async></script>
</head>
<body>
<main>
<h1>${words.heading}</h1>
<p>${words.lead}</p>
<ol>
<li><div>${words.write}</div></li>
<li><div>${words.answer}<br><a href="/inbox" target="_blank" rel="noopener">${words.open}</a></div></li>
</ol>
<p>${words.embed}</p>
</main>
</body>
</html>
`;
}
