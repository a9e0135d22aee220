import type { Mention } from "@/server/contract/_shared/dto";

/** A piece of a text; `mention` if it is `@` and the name of a member. */
export type Piece = { text: string; at: number; mention: Mention | null };

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
