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

/** What of a list is saved: all that is in its address but the open conversation. */
export function toSavedFilter(view: View): SavedFilter {
  const { contactId: _, lifecycle: __, ...filter } = filterOf(view);
  return filter;
}

/** Whether the list shows what was saved. */
export function isAsSaved(view: View, saved: Pick<ViewDto, "filter">): boolean {
  const shown = toSavedFilter(view);
  return (Object.keys(shown) as (keyof SavedFilter)[]).every((field) => shown[field] === saved.filter[field]);
}
