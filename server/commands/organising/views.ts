import { isDeepStrictEqual } from "node:util";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";
import { mayChangeView, mayOpenView } from "@/server/domain/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import {
  findMissing,
  insertView,
  lockView,
  namedIn,
  saveView,
  type ViewText,
} from "@/server/store/organising/saved-views";

/** Creates a saved view: the caller's own, or shared with the account. */
export async function createView(tx: Tx, { name, isShared, filter }: ViewText): Promise<ViewDto> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  await requireFilter(tx, filter);
  return insertView(tx, userId, { name: name.trim(), isShared, filter });
}

export type UpdateView = Partial<ViewText> & { viewId: number };

/** Changes a view's name, filter or sharing. An unchanged filter may name what was deleted since. */
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

/** Deletes a view; `restoreView` undoes it. */
export async function deleteView(tx: Tx, { viewId }: { viewId: number }): Promise<ViewDto> {
  const before = await lockChangeableView(tx, viewId);
  if (before.deletedAt !== null) throw new Refusal("view.not_found");
  return saveView(tx, before, { deletedAt: tx.now });
}

/** Restores a deleted view. Refuses it if another view has its name now. */
export async function restoreView(tx: Tx, { viewId }: { viewId: number }): Promise<ViewDto> {
  const before = await lockChangeableView(tx, viewId);
  return before.deletedAt === null ? before : saveView(tx, before, { deletedAt: null });
}

const sameFilter = (a: SavedFilter, b: SavedFilter): boolean => isDeepStrictEqual(a, b);

/** Refuses a filter that names anything that the account does not have or the caller may not see. */
async function requireFilter(tx: Tx, filter: SavedFilter): Promise<void> {
  const named = namedIn(filter);
  const missing = await findMissing(tx, named);
  const fieldOf = (own: "inboxId" | "assigneeId" | "teamId" | "label", bad: number | string) => ({
    field: filter[own] === bad ? `filter.${own}` : "filter.anyOf",
  });
  const inboxId = named.inboxIds.find(
    (id) => missing.inboxIds.includes(id) || !maySee(tx.caller, { inboxId: id }),
  );
  if (inboxId !== undefined) throw new Refusal("inbox.not_found", fieldOf("inboxId", inboxId));
  const [memberId] = missing.memberIds;
  if (memberId !== undefined) throw new Refusal("member.not_found", fieldOf("assigneeId", memberId));
  const [teamId] = missing.teamIds;
  if (teamId !== undefined) throw new Refusal("team.not_found", fieldOf("teamId", teamId));
  const [label] = missing.labels;
  if (label !== undefined) throw new Refusal("label.not_found", fieldOf("label", label));
}

/** Locks a view that the caller may change. Another member's own view is not found; a shared one is forbidden. */
async function lockChangeableView(tx: Tx, viewId: number): Promise<ViewDto> {
  const view = await lockView(tx, viewId);
  if (!view || !mayOpenView(view, tx.caller)) throw new Refusal("view.not_found");
  if (!mayChangeView(view, tx.caller)) throw new Refusal("auth.forbidden");
  return view;
}
