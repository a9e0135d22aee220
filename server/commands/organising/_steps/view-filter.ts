import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";
import { mayChangeView, mayOpenView } from "@/server/domain/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { findFilterNames } from "@/server/store/organising/filter-names";
import { lockView } from "@/server/store/organising/saved-views";

/** Refuses a filter that names what the account does not have, or has no more, or what the caller may not see. */
export async function requireFilter(tx: Tx, filter: SavedFilter): Promise<void> {
  const known = await findFilterNames(tx, filter);
  const { inboxId } = filter;
  if (!known.hasInbox || (inboxId !== null && !maySee(tx.caller, { inboxId })))
    throw new Refusal("inbox.not_found", { field: "filter.inboxId" });
  if (!known.hasMember) throw new Refusal("member.not_found", { field: "filter.assigneeId" });
  if (!known.hasTeam) throw new Refusal("team.not_found", { field: "filter.teamId" });
  if (!known.hasLabel) throw new Refusal("label.not_found", { field: "filter.label" });
}

/** Locks a view that the caller may change; another's own one is not found, a shared one forbidden. */
export async function lockChangeableView(tx: Tx, viewId: number): Promise<ViewDto> {
  const view = await lockView(tx, viewId);
  if (!view || !mayOpenView(view, tx.caller)) throw new Refusal("view.not_found");
  if (!mayChangeView(view, tx.caller)) throw new Refusal("auth.forbidden");
  return view;
}
