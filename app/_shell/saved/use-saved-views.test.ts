import { expect, test } from "vitest";
import { FIRST_VIEW, hrefOf, parseView } from "@/app/_shared/view/view";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { isAsSaved, toSavedFilter, toView } from "./use-saved-views";

const filter: SavedFilter = {
  status: null,
  assignee: "unassigned",
  inboxId: 3,
  assigneeId: null,
  priority: "high",
  teamId: 5,
  label: "vip & co",
  anyOf: [{ statuses: ["open", "pending"], active: "7d" }],
  sort: "waiting_since",
};

test("a saved view survives the way through its address", () => {
  const view = toView({ id: 7, filter });
  expect(parseView(new URLSearchParams(hrefOf(view).split("?")[1]))).toEqual(view);
  expect(toSavedFilter(view)).toEqual(filter);
  expect(isAsSaved({ ...view, selected: 12 }, { filter })).toBe(true);
});

test("groups survive the way through the address, and one condition with one value is the view's own", () => {
  const anyOf: SavedFilter["anyOf"] = [
    { assignees: ["nobody"], labels: ["vip & co", "a or b", "50%,:x"], labelMatch: "all" },
    { priorities: ["high", "urgent"], inboxIds: [3], created: "2026-01-01.." },
  ];
  const grouped = toView({ id: 7, filter: { ...filter, anyOf } });
  expect(parseView(new URLSearchParams(hrefOf(grouped).split("?")[1]))).toEqual(grouped);
  expect(toSavedFilter(grouped).anyOf).toEqual(anyOf);
  const single = toView({ id: 7, filter: { ...ANY_FILTER, anyOf: [{ inboxIds: [3], assignees: ["me"] }] } });
  expect([single.inboxId, single.scope, single.groups]).toEqual([3, "mine", []]);
});

test("a changed filter makes the view differ from the saved one", () => {
  expect(isAsSaved({ ...toView({ id: 7, filter }), label: null }, { filter })).toBe(false);
  expect(isAsSaved(FIRST_VIEW, { filter })).toBe(false);
});
