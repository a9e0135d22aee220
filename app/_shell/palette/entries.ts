import type { ReactNode } from "react";
import type { ActionId } from "@/app/_shell/keys/registry";
import { fuzzyFind } from "./fuzzy";

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
