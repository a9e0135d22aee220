import { single } from "fuzzysort";
import type { ReactNode } from "react";
import type { ActionId } from "@/app/_shell/keys/registry";

/** An entry of the palette: it runs, or opens the choices of an action. */
export type Entry = {
  id: string;
  name: string;
  detail?: string | undefined;
  icon?: ReactNode;
  shortcut?: string | undefined;
  isOn?: boolean | undefined;
  does: { run: () => void } | { opens: ActionId };
};
export type EntryGroup = { id: string; label: string | null; items: Entry[] };
/** A matching entry, with the positions of the query's letters in its name. */
export type Found = Entry & { at: number[] };

const SHOWN_MAX = 40;

/** The entries that match a query, best first; without a query all groups. */
export function findEntries(groups: readonly EntryGroup[], hidden: readonly Entry[], query: string) {
  if (query.trim() === "") return groups.map((group) => ({ ...group, items: group.items.map(unmarked) }));
  const all = [...groups.flatMap(({ items }) => items), ...hidden];
  const found = all.flatMap((entry): (Found & { score: number })[] => {
    const find = fuzzyFind(query, entry.name);
    return find ? [{ ...entry, ...find }] : [];
  });
  const items = found.sort((a, b) => b.score - a.score).slice(0, SHOWN_MAX);
  return items.length === 0 ? [] : [{ id: "found", label: null, items }];
}

const unmarked = (entry: Entry): Found => ({ ...entry, at: [] });

/** A match of a query in a text: a greater score is better; `at` are the positions of its letters. */
type Find = { score: number; at: number[] };

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
