import type { WidgetPiece } from "@/server/contract/channel/widget";
import { type Block, blocksOf, type Inline } from "@/server/contract/message/markup";

/** A member's text as the widget shows it. `pieces`: absent if nothing is marked. */
export type ShownText = { text: string; pieces?: WidgetPiece[] };

const TAGS = { bold: "b", italic: "i", strike: "s" } as const;

/** Reads the marks of a member's text; visitors' own texts have none. */
export function shownText(content: string): ShownText {
  const lines = blocksOf(content).map(piecesOfBlock);
  const pieces = lines.flatMap((line, nth) => (nth === 0 ? line : ["\n", ...line]));
  const text = textOf(pieces);
  return pieces.every((piece) => typeof piece === "string") ? { text } : { text, pieces: joined(pieces) };
}

function piecesOfBlock(block: Block): WidgetPiece[] {
  if (block.kind === "code") return [{ tag: "code", pieces: [block.text] }];
  const inlines = block.inlines.map(pieceOf);
  if (block.kind === "quote") return ["> ", ...inlines];
  return block.kind === "item" ? [`${block.marker} `, ...inlines] : inlines;
}

function pieceOf(inline: Inline): WidgetPiece {
  if ("inlines" in inline) return { tag: TAGS[inline.kind], pieces: joined(inline.inlines.map(pieceOf)) };
  if (inline.kind === "code") return { tag: "code", pieces: [inline.text] };
  const label = inline.kind === "link" ? inline.label : undefined;
  return label === undefined ? inline.text : `${label} (${inline.text})`;
}

/** The widget finds web addresses within one text. */
function joined(pieces: readonly WidgetPiece[]): WidgetPiece[] {
  const all: WidgetPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (typeof last === "string" && typeof piece === "string") all[all.length - 1] = last + piece;
    else all.push(piece);
  }
  return all;
}

const textOf = (pieces: readonly WidgetPiece[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : textOf(piece.pieces))).join("");
