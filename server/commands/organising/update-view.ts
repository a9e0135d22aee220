import { lockChangeableView, requireFilter } from "@/server/commands/organising/_steps/view-filter";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { saveView, type ViewText } from "@/server/store/organising/saved-views";

export type UpdateView = Partial<ViewText> & { viewId: number };

/** Gives a view another name or filter, or says who has it. What it named and is gone since may stay. */
export async function updateView(tx: Tx, { viewId, ...patch }: UpdateView): Promise<ViewDto> {
  const before = await lockChangeableView(tx, viewId);
  if (before.deletedAt !== null) throw new Refusal("view.not_found");
  const name = patch.name?.trim() ?? before.name;
  const { isShared = before.isShared, filter = before.filter } = patch;
  const isSameFilter = sameFilter(filter, before.filter);
  if (name === before.name && isShared === before.isShared && isSameFilter) return before;
  if (!isSameFilter) await requireFilter(tx, filter);
  return saveView(tx, before, { name, isShared, filter: isSameFilter ? before.filter : filter });
}

const FIELDS = [
  "status",
  "assignee",
  "inboxId",
  "assigneeId",
  "priority",
  "teamId",
  "label",
  "sort",
] as const satisfies readonly (keyof SavedFilter)[];

const sameFilter = (a: SavedFilter, b: SavedFilter): boolean =>
  FIELDS.every((field) => a[field] === b[field]);
