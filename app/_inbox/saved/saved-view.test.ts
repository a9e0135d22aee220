import { expect, test } from "vitest";
import { FIRST_VIEW, hrefOf, parseView } from "@/app/_shell/view/view";
import type { SavedFilter } from "@/server/contract/organising/saved-view";
import { isAsSaved, toSavedFilter, toView } from "./saved-view";

const filter: SavedFilter = {
  status: null,
  assignee: "unassigned",
  inboxId: 3,
  assigneeId: null,
  priority: "high",
  teamId: 5,
  label: "vip & co",
  sort: "waiting_since",
};

test("a saved view survives the way through its address", () => {
  const view = toView({ id: 7, filter });
  expect(parseView(new URLSearchParams(hrefOf(view).split("?")[1]))).toEqual(view);
  expect(toSavedFilter(view)).toEqual(filter);
  expect(isAsSaved({ ...view, selected: 12 }, { filter })).toBe(true);
});

test("a changed filter makes the view differ from the saved one", () => {
  expect(isAsSaved({ ...toView({ id: 7, filter }), label: null }, { filter })).toBe(false);
  expect(isAsSaved(FIRST_VIEW, { filter })).toBe(false);
});
