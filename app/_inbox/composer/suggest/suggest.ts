import type { UploadSource } from "@/app/_lib/files/upload-queue";

/** A trigger character in a text, and what was typed after it. */
export type Trigger = { sign: Sign; from: number; query: string };

/** `/` triggers canned replies, `@` members. */
export type Sign = "/" | "@";

/** A suggestion: when chosen, `insert` replaces the trigger and what follows it. */
export type Suggestion = {
  key: string;
  label: string;
  detail: string;
  insert: string;
  /** The name beside the label, which a search finds before the text. */
  title?: string;
  /** The folder; suggestions of a folder are listed together. */
  folder?: string;
  /** Of a canned reply: what is attached with the text. */
  files?: readonly UploadSource[];
  /** Of a canned reply: how often it was sent. */
  uses?: number;
  /** Of a member, who is shown with a picture. */
  memberId?: number;
};

/** The trigger before the caret, at the start of a word; or null. */
export function triggerAt(content: string, caret: number): Trigger | null {
  const match = /(?:^|\s)([/@])(\S{0,50})$/.exec(content.slice(0, caret));
  if (!match) return null;
  const query = match[2] ?? "";
  return { sign: match[1] === "@" ? "@" : "/", from: caret - query.length - 1, query: query.toLowerCase() };
}

/**
 * The matching suggestions, best first: by the beginning of their label, by a part of it, by their title, by their text.
 * Without a query by folder, those in none first. Among equals, what was used more often is first.
 */
export function bestOf(suggestions: readonly Suggestion[], query: string, max: number): Suggestion[] {
  if (query === "")
    return suggestions
      .toSorted((a, b) => (a.folder ?? "").localeCompare(b.folder ?? "") || byUses(a, b))
      .slice(0, max);
  return suggestions
    .map((suggestion) => ({ suggestion, rank: rankOf(suggestion, query) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || byUses(a.suggestion, b.suggestion))
    .slice(0, max)
    .map(({ suggestion }) => suggestion);
}

const byUses = (a: Suggestion, b: Suggestion): number => (b.uses ?? 0) - (a.uses ?? 0);

/** Lower is better; -1 = no match. */
function rankOf({ label, title = "", detail }: Suggestion, query: string): number {
  if (label.toLowerCase().startsWith(query)) return 0;
  const places = [label, title, detail].findIndex((text) => text.toLowerCase().includes(query));
  return places < 0 ? -1 : places + 1;
}

/** The id of an option of the list. */
export const optionId = (listId: string, at: number): string => `${listId}-${at}`;
