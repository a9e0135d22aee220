/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import type { WidgetPiece } from "@/server/contract/channel/widget";

const ADDRESS = /https?:\/\/[^\s<>"，。；：！？（）【】]{1,2000}/g;
const CLOSING = ".,;:!?)]}'";

/** A text with its web addresses as links; punctuation after one is not part of it. */
export function linkify(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutClosing(found);
    parts.push(
      text.slice(end, index),
      <a href={address} target="_blank" rel="noopener noreferrer nofollow">
        {address}
      </a>,
    );
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}

/** A member's text with its marks, and its web addresses as links. */
export function marked(pieces: readonly WidgetPiece[]): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  for (const piece of pieces)
    if (typeof piece === "string") parts.push(...linkify(piece));
    else parts.push(<piece.tag>{marked(piece.pieces)}</piece.tag>);
  return parts;
}

function withoutClosing(address: string): string {
  let end = address.length;
  while (CLOSING.includes(address[end - 1] ?? " ")) end -= 1;
  return address.slice(0, end);
}
