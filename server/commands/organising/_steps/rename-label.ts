import { normalLabels } from "@/server/commands/organising/_steps/label-names";
import type { MacroAction } from "@/server/contract/organising/macro";
import type { SavedFilter } from "@/server/contract/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { lockMacrosNaming, saveMacro } from "@/server/store/organising/macros";
import { lockViewsNaming, saveView } from "@/server/store/organising/saved-views";

/** A label's old and new name. */
export type Renaming = { fromName: string; toName: string };

/** Renames a label in the filters of its next views, at most `limit`; returns their number. */
export async function renameInViews(tx: Tx, renaming: Renaming, limit: number): Promise<number> {
  const views = await lockViewsNaming(tx, renaming.fromName, limit);
  for (const view of views) await saveView(tx, view, { filter: renamedFilter(view.filter, renaming) });
  return views.length;
}

/** Renames a label in the actions of its next macros, at most `limit`; returns their number. */
export async function renameInMacros(tx: Tx, renaming: Renaming, limit: number): Promise<number> {
  const macros = await lockMacrosNaming(tx, renaming.fromName, limit);
  for (const macro of macros)
    await saveMacro(tx, macro, { actions: macro.actions.map((action) => renamedAction(action, renaming)) });
  return macros.length;
}

function renamedFilter(filter: SavedFilter, { fromName, toName }: Renaming): SavedFilter {
  return {
    ...filter,
    label: filter.label === fromName ? toName : filter.label,
    anyOf: filter.anyOf.map((group) =>
      group.labels?.includes(fromName)
        ? { ...group, labels: renamed(group.labels, { fromName, toName }) }
        : group,
    ),
  };
}

function renamedAction(action: MacroAction, renaming: Renaming): MacroAction {
  if (action.type !== "label") return action;
  return { ...action, add: renamed(action.add, renaming), remove: renamed(action.remove, renaming) };
}

const renamed = (labels: readonly string[], { fromName, toName }: Renaming): string[] =>
  labels.includes(fromName)
    ? normalLabels(labels.map((label) => (label === fromName ? toName : label)))
    : [...labels];
