import { getCookie } from "hono/cookie";
import { findInboxOf } from "@/server/channels/find-inbox";
import { chooseLocale, HTML_LANG, LOCALE_COOKIE } from "@/server/contract/_shared/choose-locale";
import type { Locale } from "@/server/contract/_shared/constants";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findDemoIdentifier } from "@/server/queries/inboxes/demo-inbox";
import { sourceOf } from "./built-file";
import type { WidgetContext } from "./context";

/** `write` and `answer`: the two steps. `chat` and `open`: their buttons. */
type Words = {
  title: string;
  heading: string;
  lead: string;
  write: string;
  chat: string;
  answer: string;
  open: string;
  embed: string;
};

const WORDS: Record<Locale, Words> = {
  en: {
    title: "Website widget – Tickline",
    heading: "Your website, with the widget",
    lead: "This page stands in for your site. Write as a visitor here, and answer as an agent in a second window.",
    write: "Write a message, as one of your visitors would.",
    chat: "Open the chat",
    answer: "Answer it from the inbox. The reply appears here at once.",
    open: "Open the inbox",
    embed: "One line adds the widget to your own site: copy it in Settings, from the inbox.",
  },
  zh: {
    title: "网站聊天窗口 – Tickline",
    heading: "带有聊天窗口的网站",
    lead: "本页面模拟您的网站。您可以在这里以访客身份发消息，再到另一个窗口以客服身份回复。",
    write: "以访客身份发送一条消息。",
    chat: "打开聊天窗口",
    answer: "在收件箱中回复，回复会立即显示在这里。",
    open: "打开收件箱",
    embed: "只需一行代码，即可将聊天窗口添加到您自己的网站。请在“设置”中打开相应收件箱并复制。",
  },
};

/** The product's colours, as in app/globals.css. `.shop` is a site without words. */
const STYLE = `
:root { color-scheme: light dark; font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif; color: light-dark(#1d1c1a, #ececee); background: light-dark(#f5f5f3, #121213); --line: light-dark(#e4e3de, #2a2a2e); --surface: light-dark(#ffffff, #19191b); --bone: light-dark(#e4e3de, #2d2d32); --accent: light-dark(#2459d8, #86abff); }
body { margin: 0; }
header { border-bottom: 1px solid var(--line); background: var(--surface); }
header div { display: flex; align-items: center; gap: 1.5rem; max-width: 66rem; height: 4rem; margin: 0 auto; padding: 0 1.5rem; }
header i { width: 3.5rem; height: .625rem; border-radius: 1rem; background: var(--bone); }
header i:first-child { width: 1.75rem; height: 1.75rem; border-radius: .5rem; background: light-dark(#fbe4c8, #4a3820); }
header i:nth-child(2) { width: 6rem; margin: 0 auto 0 -.75rem; background: light-dark(#cfcdc6, #3d3d43); }
main { display: grid; gap: 3rem; max-width: 66rem; margin: 0 auto; padding: clamp(2rem, 9vh, 6rem) 1.5rem 7rem; }
h1 { margin: 0 0 .5rem; font-size: clamp(1.625rem, 4.5vw, 2.375rem); line-height: 1.2; letter-spacing: -.015em; text-wrap: balance; }
p { margin: 0; color: light-dark(#5f5d56, #a3a2aa); text-wrap: pretty; }
ol { margin: 2rem 0 1.25rem; padding: 0; list-style: none; counter-reset: step; border: 1px solid var(--line); border-radius: .875rem; background: var(--surface); }
li { display: flex; gap: .875rem; padding: 1.125rem 1.25rem 1.25rem; counter-increment: step; }
li + li { border-top: 1px solid var(--line); }
li::before { content: counter(step); flex: none; width: 1.625rem; height: 1.625rem; border-radius: 50%; background: light-dark(#e9effd, #1d2a47); color: var(--accent); font-size: .875rem; font-weight: 650; line-height: 1.625rem; text-align: center; }
a, button { display: inline-block; box-sizing: border-box; margin: .75rem 0 0; padding: .375rem .875rem; border: 1px solid light-dark(#cfcdc6, #3d3d43); border-radius: .375rem; background: none; color: inherit; font: inherit; font-weight: 550; text-decoration: none; cursor: pointer; }
button { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #0d1830); }
a:hover { background: light-dark(#f0f0ed, #222225); }
button:hover { border-color: light-dark(#1d4bbd, #9dbbff); background: light-dark(#1d4bbd, #9dbbff); }
a:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
ol + p { font-size: .875rem; }
.shop { display: grid; gap: 1rem; align-content: start; }
.shop svg { display: block; width: 100%; height: auto; border-radius: .875rem; background: light-dark(#efe9df, #221f1a); }
.shop i { height: .75rem; border-radius: 1rem; background: var(--bone); }
.shop i:nth-of-type(1) { width: 55%; height: 1rem; background: light-dark(#cfcdc6, #3d3d43); }
.shop i:nth-of-type(2) { width: 85%; }
.shop i:nth-of-type(3) { width: 70%; }
@media (min-width: 56rem) { main { grid-template-columns: minmax(0, 1fr) 22rem; gap: 5rem; } }
@media (max-width: 55.99rem) { .shop { display: none; } }
`;

/** Opens the chat, or has it opened once its script has run. */
const SCRIPT = `document.querySelector("button").addEventListener("click", () => (window.tickline ??= []).push(["open"]));`;

/** A lamp, for sale. */
const LAMP = `<svg viewBox="0 0 352 352" aria-hidden="true"><ellipse cx="176" cy="302" rx="92" ry="10" fill="light-dark(#e2d8c8, #191714)"/><path d="M176 150v148" stroke="light-dark(#8a7350, #b59a6c)" stroke-width="6"/><path d="M132 298h88" stroke="light-dark(#8a7350, #b59a6c)" stroke-width="10" stroke-linecap="round"/><path d="M104 152 136 62h80l32 90z" fill="light-dark(#f3b562, #e9b65a)"/><path d="M104 152h144l28 98H76z" fill="light-dark(#fbe4c8, #4a3820)" opacity=".55"/></svg>`;

/** What any site with a strict policy needs for the widget: Tickline's origin for scripts, connections and pictures. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' ${sourceOf(SCRIPT)}`,
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
<header aria-hidden="true"><div><i></i><i></i><i></i><i></i><i></i></div></header>
<main>
<div>
<h1>${words.heading}</h1>
<p>${words.lead}</p>
<ol>
<li><div>${words.write}<br><button type="button">${words.chat}</button></div></li>
<li><div>${words.answer}<br><a href="/inbox" target="_blank" rel="noopener">${words.open}</a></div></li>
</ol>
<p>${words.embed}</p>
</div>
<div class="shop" aria-hidden="true">${LAMP}<i></i><i></i><i></i></div>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
