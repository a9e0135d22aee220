import { single } from "fuzzysort";

/** How well a query is found in a text: the greater the better; `at` are the places of its letters. */
export type Find = { score: number; at: number[] };

/**
 * Finds the letters of a query in a text, in order, gaps allowed, accents and case apart; null when they are not all
 * there. Each word of the query is found by itself, so their order does not matter.
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
