import { expect, test } from "vitest";
import { exactCount } from "./use-counts";
import { FIRST_VIEW } from "./view";

const counts = {
  mine: 2,
  unassigned: 3,
  open: 7,
  pending: 1,
  snoozed: 4,
  resolved: 20,
  trashed: 5,
  byInbox: { 1: 6 },
};
const all = { ...FIRST_VIEW, scope: "all" } as const;

test("views by scope, status and inbox have an exact count", () => {
  expect(exactCount(counts, FIRST_VIEW)).toBe(2);
  expect(exactCount(counts, { ...FIRST_VIEW, scope: "unassigned" })).toBe(3);
  expect(exactCount(counts, { ...all, status: "resolved" })).toBe(20);
  expect(exactCount(counts, { ...all, status: null })).toBe(32);
  expect(exactCount(counts, { ...all, inboxId: 1 })).toBe(6);
  expect(exactCount(counts, { ...all, inboxId: 9 })).toBe(0);
  expect(exactCount(counts, { ...FIRST_VIEW, scope: "trash", status: null })).toBe(5);
});

test("no counter is kept for other filters", () => {
  for (const view of [
    { ...all, label: "vip" },
    { ...all, priority: "high" as const },
    { ...all, teamId: 1 },
    { ...all, assigneeId: 1 },
    { ...all, inboxId: 1, status: "resolved" as const },
    { ...FIRST_VIEW, status: "resolved" as const },
    { ...FIRST_VIEW, scope: "trash" as const },
  ])
    expect(exactCount(counts, view)).toBeNull();
});
