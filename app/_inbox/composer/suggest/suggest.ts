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

/** The matching suggestions, best first: by the beginning of their name, by a part of it, by their text. */
export function bestOf(suggestions: readonly Suggestion[], query: string, max: number): Suggestion[] {
  const rank = ({ label, detail }: Suggestion): number => {
    const name = label.toLowerCase();
    if (name.startsWith(query)) return 0;
    if (name.includes(query)) return 1;
    return detail.toLowerCase().includes(query) ? 2 : 3;
  };
  return suggestions
    .map((suggestion) => ({ suggestion, rank: rank(suggestion) }))
    .filter(({ rank: found }) => found < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, max)
    .map(({ suggestion }) => suggestion);
}

/** The text with the suggestion inserted, and the new caret position. */
export function insertAt(
  content: string,
  { from, query }: Trigger,
  { insert }: Suggestion,
): { content: string; caret: number } {
  const rest = content.slice(from + 1 + query.length);
  return { content: content.slice(0, from) + insert + rest, caret: from + insert.length };
}
