import type { Mention } from "@/server/contract/_shared/dto";
import { FENCE, ITEM, LINE_MAX, MARKED, QUOTE } from "./marks";

/**
 * A piece of a line. Links lead to http and https only; `label` is what is shown instead of the address. `at` is the position
 * where it begins.
 */
export type Inline =
  | { kind: "text" | "code"; text: string; at: number }
  | { kind: "link"; text: string; label?: string; at: number }
  | { kind: "bold" | "italic" | "strike"; inlines: Inline[]; at: number };

/** A block of a message: a line of text, of a quotation or of a list; or lines of code. */
export type Block =
  | { kind: "line" | "quote"; inlines: Inline[]; at: number }
  | { kind: "item"; marker: string; inlines: Inline[]; at: number }
  | { kind: "code"; text: string; at: number };

const LINES_MAX = 1_000;

/** Punctuation after a link is not part of it, nor are the markers around bold text. */
const AFTER_LINK = /[.,;:!?)\]}»”*_~]+$/u;

/** Parses a message's text into blocks of a small subset of Markdown. Anything not clearly marked up stays text. */
export function blocksOf(text: string): Block[] {
  const lines = text.split("\n");
  if (lines.length > LINES_MAX) return [{ kind: "line", inlines: [{ kind: "text", text, at: 0 }], at: 0 }];
  const blocks: Block[] = [];
  let code: { lines: string[]; at: number } | null = null;
  let at = 0;
  for (const line of lines) {
    if (FENCE.test(line) && (code !== null || text.indexOf("\n```", at) >= 0)) {
      if (code) blocks.push({ kind: "code", text: code.lines.join("\n"), at: code.at });
      code = code ? null : { lines: [], at };
    } else if (code) code.lines.push(line);
    else blocks.push(blockOf(line, at));
    at += line.length + 1;
  }
  if (code) blocks.push({ kind: "code", text: code.lines.join("\n"), at: code.at });
  return blocks;
}

function blockOf(line: string, at: number): Block {
  const quote = QUOTE.exec(line)?.[0].length;
  if (quote !== undefined) return { kind: "quote", inlines: inlinesOf(line.slice(quote), at + quote), at };
  const item = ITEM.exec(line);
  if (!item) return { kind: "line", inlines: inlinesOf(line, at), at };
  const [{ length }, number] = item;
  const marker = number === undefined ? "•" : `${number}.`;
  return { kind: "item", marker, inlines: inlinesOf(line.slice(length), at + length), at };
}

/** Splits a line into marked and plain pieces. */
export function inlinesOf(line: string, from = 0): Inline[] {
  if (line.length > LINE_MAX) return [{ kind: "text", text: line, at: from }];
  const inlines: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(MARKED)) {
    if (match.index < end) continue; // within a link that was shortened
    const found = inlineOf(match, from);
    if (!found) continue;
    if (match.index > end) inlines.push({ kind: "text", text: line.slice(end, match.index), at: from + end });
    inlines.push(found.inline);
    end = match.index + found.length;
  }
  if (end < line.length || inlines.length === 0)
    inlines.push({ kind: "text", text: line.slice(end), at: from + end });
  return inlines;
}

function inlineOf(match: RegExpExecArray, from: number): { inline: Inline; length: number } | null {
  const { link, code, label, href, ...marked } = match.groups ?? {};
  const at = from + match.index;
  const [{ length }] = match;
  if (code !== undefined) return { inline: { kind: "code", text: code, at }, length };
  if (label !== undefined && href !== undefined)
    return URL.canParse(href) ? { inline: { kind: "link", text: href, label, at }, length } : null;
  if (link !== undefined) {
    const text = link.replace(AFTER_LINK, "");
    return URL.canParse(text) ? { inline: { kind: "link", text, at }, length: text.length } : null;
  }
  for (const kind of ["bold", "strike", "italic"] as const) {
    const text = marked[kind];
    if (text !== undefined)
      return { inline: { kind, inlines: inlinesOf(text, at + match[0].indexOf(text)), at }, length };
  }
  return null;
}

/** A few emoji and nothing else. */
const EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})*\s*){1,3}$/u;
export const isEmojiOnly = (text: string): boolean => text.length <= 40 && EMOJI.test(text);

/** A piece of a text; `mention` if it is `@` and the name of a member. */
type Piece = { text: string; at: number; mention: Mention | null };

/** A text split at its mentions. Of two names with the same beginning the longer wins. */
export function cutAtMentions(text: string, mentions: readonly Mention[]): Piece[] {
  const byName = new Map(mentions.map((mention) => [mention.name, mention]));
  const names = [...byName.keys()].sort((a, b) => b.length - a.length).map(escaped);
  if (names.length === 0) return [{ text, at: 0, mention: null }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(
    new RegExp(`(?<![\\p{L}\\p{N}])@(${names.join("|")})(?![\\p{L}\\p{N}])`, "gu"),
  )) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), at: end, mention: null });
    pieces.push({ text: match[0], at: match.index, mention: byName.get(match[1] ?? "") ?? null });
    end = match.index + match[0].length;
  }
  if (end < text.length || pieces.length === 0)
    pieces.push({ text: text.slice(end), at: end, mention: null });
  return pieces;
}

/** The ids of the members whose name follows an `@` in the text; members with the same name are all included. */
export function mentionedIn(text: string, members: readonly Mention[]): number[] {
  const names = new Set(cutAtMentions(text, members).flatMap(({ mention }) => mention?.name ?? []));
  return members.filter(({ name }) => names.has(name)).map(({ id }) => id);
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
