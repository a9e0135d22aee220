import { expect, test } from "vitest";
import { aConversation } from "@/test/support/scenes/dtos";
import { FIRST_VIEW, filterOf, hrefOf, isListed, parseView, type View } from "./view";

test("a view survives the way through its address", () => {
  const views: View[] = [
    FIRST_VIEW,
    {
      scope: "all",
      status: "snoozed",
      inboxId: 3,
      assigneeId: 12,
      priority: "urgent",
      teamId: 5,
      label: "a & b=c",
      sort: "waiting_since",
      savedId: 9,
      selected: 4127,
    },
    { ...FIRST_VIEW, status: null, priority: "low" },
    { ...FIRST_VIEW, scope: "unassigned", selected: 1 },
    { ...FIRST_VIEW, scope: "trash", status: null },
  ];
  for (const view of views) expect(parseView(new URL(hrefOf(view), "http://x").searchParams)).toEqual(view);
  expect(hrefOf(FIRST_VIEW)).toBe("/inbox");
});

test("invalid values in an address fall back to the first view's", () => {
  const params = new URLSearchParams(
    "view=theirs&status=closed&priority=asap&assignee=0&inbox=-1&c=x&label=&sort=size",
  );
  expect(parseView(params)).toEqual(FIRST_VIEW);
});

test("a conversation is listed by status, assignee, inbox, label and priority, and only while it is live", () => {
  const mine = filterOf({ ...FIRST_VIEW, inboxId: 1, label: "vip" });
  const conversation = aConversation({ assigneeId: 7, labels: ["vip"], priority: "high", teamId: 3 });
  expect(isListed(conversation, mine, 7)).toBe(true);
  expect(isListed(conversation, mine, 8)).toBe(false);
  expect(isListed({ ...conversation, status: "pending" }, mine, 7)).toBe(false);
  expect(isListed({ ...conversation, inboxId: 2 }, mine, 7)).toBe(false);
  expect(isListed({ ...conversation, labels: [] }, mine, 7)).toBe(false);
  expect(isListed({ ...conversation, lifecycle: "trashed" }, mine, 7)).toBe(false);
  expect(isListed(conversation, filterOf({ ...FIRST_VIEW, scope: "unassigned" }), 7)).toBe(false);
  const inTrash = filterOf({ ...FIRST_VIEW, scope: "trash", status: null });
  expect(isListed(conversation, inTrash, 7)).toBe(false);
  expect(isListed({ ...conversation, lifecycle: "trashed" }, inTrash, 8)).toBe(true);
  const of = (view: Partial<View>) =>
    isListed(conversation, filterOf({ ...FIRST_VIEW, scope: "all", ...view }), 1);
  expect([of({ assigneeId: 7 }), of({ assigneeId: 8 })]).toEqual([true, false]);
  expect([of({ priority: "high" }), of({ priority: "low" })]).toEqual([true, false]);
  expect([of({ teamId: 3 }), of({ teamId: 4 })]).toEqual([true, false]);
  expect([of({ status: null }), of({ status: "resolved" })]).toEqual([true, false]);
});
