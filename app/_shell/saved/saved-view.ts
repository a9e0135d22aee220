import { canonical } from "@/app/_shared/view/conditions";
import { filterOf, hrefOf, type Scope, type View } from "@/app/_shared/view/view";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";

const SCOPE: Record<SavedFilter["assignee"], Scope> = { any: "all", me: "mine", unassigned: "unassigned" };

/** The list that a saved view opens. */
export const toView = ({
  id,
  filter: { assignee, anyOf, ...filter },
}: Pick<ViewDto, "id" | "filter">): View =>
  canonical({ ...filter, groups: anyOf, scope: SCOPE[assignee], savedId: id, selected: null });

/** The saved part of a list: everything in its URL except the open conversation. */
export function toSavedFilter(view: View): SavedFilter {
  const { contactId: _, lifecycle: __, anyOf: ___, ...filter } = filterOf(view);
  return { ...filter, anyOf: [...view.groups] };
}

/** Whether the list equals the saved view. */
export const isAsSaved = (view: View, { filter }: Pick<ViewDto, "filter">): boolean =>
  listOf(view) === listOf(toView({ id: 0, filter }));

const listOf = (view: View): string => hrefOf({ ...view, savedId: null, selected: null });
