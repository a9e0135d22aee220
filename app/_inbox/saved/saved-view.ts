import { filterOf, type Scope, type View } from "@/app/_shell/view/view";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";

const SCOPE: Record<SavedFilter["assignee"], Scope> = { any: "all", me: "mine", unassigned: "unassigned" };

/** The list that a saved view opens. */
export const toView = ({ id, filter: { assignee, ...filter } }: Pick<ViewDto, "id" | "filter">): View => ({
  ...filter,
  scope: SCOPE[assignee],
  savedId: id,
  selected: null,
});

/** The saved part of a list: everything in its URL except the open conversation. */
export function toSavedFilter(view: View): SavedFilter {
  const { contactId: _, lifecycle: __, ...filter } = filterOf(view);
  return filter;
}

/** Whether the list equals the saved view. */
export function isAsSaved(view: View, saved: Pick<ViewDto, "filter">): boolean {
  const shown = toSavedFilter(view);
  return (Object.keys(shown) as (keyof SavedFilter)[]).every((field) => shown[field] === saved.filter[field]);
}
