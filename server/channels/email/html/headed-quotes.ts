import { isQuotedHeader } from "@/server/channels/email/read/quoted-header";

const LINE_TAGS = new Set(
  "blockquote br center div dd dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul".split(" "),
);
/** Within these a box would be moved by the browser's parser, or is in one already. */
const CLOSED_TAGS = new Set("details dl h1 h2 h3 h4 h5 h6 ol p pre table tbody tfoot thead tr ul".split(" "));
/** Of a line only its label is compared. */
const LINE_CHARS_MAX = 200;

/** `hasText`: some of what is shown so far lies in it. `end`: where its closing tag is, once it is known. */
type Element = { name: string; start: number; hasText: boolean; end: number };
/** `start`: of the outermost element that begins with this line, or of its text. `within`: that one's box if it can have another in it. */
type Line = { text: string; start: number; within: Element | null };

/**
 * Folds a mail that is quoted below the header that Outlook puts above it ("From: … Sent: … To: … Subject: …"), from there to the end
 * of the box that both lie in: no element marks it. `html` is sanitised. A mail that begins with such a header stays as it is.
 */
export function foldHeadedQuote(html: string): string {
  const lines = linesOf(html);
  const texts = lines.map(({ text }) => text);
  const { start, within } = lines.find((line, at) => line.within && isQuotedHeader(texts, at)) ?? {};
  if (start === undefined || !within) return html;
  const quote = html.slice(start, within.end);
  return `${html.slice(0, start)}<details data-quote="true">${quote}</details>${html.slice(within.end)}`;
}

/** The lines with text of sanitised HTML, in which `<` and `>` are those of tags. */
function linesOf(html: string): Line[] {
  const root: Element = { name: "", start: 0, hasText: false, end: html.length };
  const open: Element[] = [root];
  const lines: Line[] = [];
  let line: Line | null = null;
  for (let at = 0; at < html.length; ) {
    const tag = html.indexOf("<", at);
    const text = html.slice(at, tag < 0 ? undefined : Math.min(tag, at + LINE_CHARS_MAX));
    if (line) line.text += text;
    else if (text.trim() !== "") {
      line = lineAt(open, { text, at });
      lines.push(line);
    }
    if (tag < 0) break;
    at = html.indexOf(">", tag) + 1;
    const name = /^<\/?([a-z0-9]{1,20})/.exec(html.slice(tag, tag + 22))?.[1] ?? "";
    if (LINE_TAGS.has(name)) line = null;
    if (html[tag + 1] === "/") close(open, tag);
    else if (html[at - 2] !== "/") open.push({ name, start: tag, hasText: false, end: html.length });
    else if (name === "img") for (const one of open) one.hasText = true;
  }
  return lines;
}

function lineAt(open: readonly Element[], { text, at }: { text: string; at: number }): Line {
  const first = open.find(({ hasText }) => !hasText);
  const outer = open.filter(({ hasText }) => hasText);
  for (const one of open) one.hasText = true;
  const canHold = !outer.some(({ name }) => CLOSED_TAGS.has(name));
  return { text, start: first?.start ?? at, within: (canHold && outer.at(-1)) || null };
}

function close(open: Element[], at: number): void {
  const closed = open.length > 1 ? open.pop() : undefined;
  if (closed) closed.end = at;
}
