import type { ReactNode } from "react";
import type { ActionId } from "@/app/_shell/keys/registry";
import { fuzzyFind } from "./fuzzy";

/** Something that the palette can do: run it, or ask for one of the choices of an action. */
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
/** An entry that was found, and where the letters of the query stand in its name. */
export type Found = Entry & { at: number[] };

const SHOWN_MAX = 40;

/** What a query finds in all groups, best first; without a query the groups as they are. */
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
