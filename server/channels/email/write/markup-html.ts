import { type Block, blocksOf, type Inline } from "@/server/contract/message/markup";

const TAGS = { bold: "strong", italic: "em", strike: "s" } as const;
const QUOTE_STYLE = "margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc";
const CODE_STYLE = "padding:8px;background:#f4f4f4;white-space:pre-wrap";

/** The markup of a message as HTML that mail programs show; the text in it stays text. */
export function markupHtml(text: string): string {
  return grouped(blocksOf(text)).map(groupHtml).join("\n");
}

/** The markup of a message as text without marks; a link has its address after its label. */
export function markupText(text: string): string {
  return blocksOf(text)
    .map((block) => {
      if (block.kind === "code") return block.text;
      const line = block.inlines.map(inlineText).join("");
      if (block.kind === "quote") return `> ${line}`;
      return block.kind === "item" ? `${block.marker} ${line}` : line;
    })
    .join("\n");
}

/** Blocks of the same kind that follow each other; lists with numbers are other lists. */
function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last?.[0] && groupOf(last[0]) === groupOf(block) && block.kind !== "code") last.push(block);
    else groups.push([block]);
  }
  return groups;
}

const groupOf = (block: Block): string =>
  block.kind === "item" ? (block.marker === "•" ? "ul" : "ol") : block.kind;

function groupHtml(blocks: readonly Block[]): string {
  const [first] = blocks;
  if (first?.kind === "code") return `<pre style="${CODE_STYLE}">${escapeHtml(first.text)}</pre>`;
  const lines = blocks.map((block) => (block.kind === "code" ? "" : block.inlines.map(inlineHtml).join("")));
  if (first?.kind === "quote")
    return `<blockquote type="cite" style="${QUOTE_STYLE}">${lines.join("<br>\n")}</blockquote>`;
  if (first?.kind !== "item") return paragraphs(lines);
  const items = lines.map((line) => `<li>${line}</li>`).join("\n");
  if (first.marker === "•") return `<ul>\n${items}\n</ul>`;
  return `<ol start="${Number.parseInt(first.marker, 10)}">\n${items}\n</ol>`;
}

/** Empty lines separate paragraphs. */
const paragraphs = (lines: readonly string[]): string =>
  lines
    .join("\n")
    .split("\n\n")
    .map((paragraph) => paragraph.split("\n").filter(Boolean).join("<br>\n"))
    .filter(Boolean)
    .map((paragraph) => `<p dir="auto">${paragraph}</p>`)
    .join("\n");

function inlineHtml(inline: Inline): string {
  if ("inlines" in inline) {
    const tag = TAGS[inline.kind];
    return `<${tag}>${inline.inlines.map(inlineHtml).join("")}</${tag}>`;
  }
  const text = escapeHtml(inline.text);
  if (inline.kind === "link") return `<a href="${text}">${escapeHtml(inline.label ?? inline.text)}</a>`;
  return inline.kind === "code" ? `<code>${text}</code>` : text;
}

function inlineText(inline: Inline): string {
  if ("inlines" in inline) return inline.inlines.map(inlineText).join("");
  return inline.kind === "link" && inline.label ? `${inline.label} (${inline.text})` : inline.text;
}

export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
