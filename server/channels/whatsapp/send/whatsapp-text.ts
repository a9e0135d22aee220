import { type Block, blocksOf, type Inline } from "@/server/contract/message/markup";

const MARKS = { bold: "*", italic: "_", strike: "~" } as const;

/** The markup of a message in WhatsApp's signs: bold is `*one star*`, and a link has its address after its label. */
export const whatsappText = (text: string): string => blocksOf(text).map(blockText).join("\n");

function blockText(block: Block): string {
  if (block.kind === "code") return `\`\`\`${block.text}\`\`\``;
  const line = block.inlines.map(inlineText).join("");
  if (block.kind === "quote") return `> ${line}`;
  return block.kind === "item" ? `${block.marker === "•" ? "-" : block.marker} ${line}` : line;
}

function inlineText(inline: Inline): string {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return `\`${inline.text}\``;
    case "link":
      return inline.label ? `${inline.label} (${inline.text})` : inline.text;
    case "bold":
    case "italic":
    case "strike":
      return `${MARKS[inline.kind]}${inline.inlines.map(inlineText).join("")}${MARKS[inline.kind]}`;
  }
}
