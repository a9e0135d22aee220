import { single } from "fuzzysort";

/** A match of a query in a text: a greater score is better; `at` are the positions of its letters. */
export type Find = { score: number; at: number[] };

/**
 * Matches the letters of a query in a text: in order, with gaps, ignoring accents and case. Null when a letter is missing.
 * Each word of the query is matched by itself, in any order.
 */
export function fuzzyFind(query: string, text: string): Find | null {
  const at = new Set<number>();
  let score = 0;
  for (const word of query.split(/\s+/).filter(Boolean)) {
    const find = single(word, text);
    if (!find) return null;
    score += find.score;
    for (const index of find.indexes) at.add([...text.slice(0, index)].length);
  }
  return { score, at: [...at].sort((a, b) => a - b) };
}
