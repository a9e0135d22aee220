import { expect, test } from "vitest";
import { FIRST_VIEW, filterOf, hrefOf, isListed, parseView, type View } from "@/app/_shared/view/view";
import { aConversation } from "@/test/support/scenes/dtos";
import { groupsOf, isSavable, listGroupsOf, withGroups } from "./conditions";

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
      groups: [],
      sort: "waiting_since",
      savedId: 9,
      selected: 4127,
    },
    { ...FIRST_VIEW, status: null, priority: "low" },
    { ...FIRST_VIEW, scope: "unassigned", selected: 1 },
    { ...FIRST_VIEW, scope: "trash", status: null },
    { ...FIRST_VIEW, scope: "mentioned", status: null },
    { ...FIRST_VIEW, scope: "mentioned", status: null, groups: [{ assignees: ["me"] }] },
    {
      ...FIRST_VIEW,
      scope: "all",
      status: null,
      groups: [
        {
          statuses: ["open", "pending"],
          inboxIds: [3, 4],
          assignees: ["me", "nobody", 5],
          priorities: ["high", "urgent"],
          labels: ["vip", "a, b"],
          labelMatch: "all",
          created: "2026-01-01..2026-01-31",
          active: "7d",
        },
      ],
    },
    { ...FIRST_VIEW, scope: "all", groups: [{ assignees: ["anybody"] }] },
    // A condition of the view and of its group.
    { ...FIRST_VIEW, scope: "mine", groups: [{ statuses: ["open", "pending"], assignees: ["me", 5] }] },
    { ...FIRST_VIEW, scope: "all", groups: [{ statuses: ["open"] }, { teamIds: [1, 2], labels: ["a b"] }] },
  ];
  for (const view of views) expect(parseView(new URL(hrefOf(view), "http://x").searchParams)).toEqual(view);
  expect(hrefOf(FIRST_VIEW)).toBe("/inbox");
});

test("several values and groups of conditions are readable in an address", () => {
  const all: View = { ...FIRST_VIEW, scope: "all", status: null };
  const several = { statuses: ["open" as const, "pending" as const], assignees: ["nobody" as const, 5] };
  expect(hrefOf({ ...all, groups: [{ ...several, active: "7d" }] })).toBe(
    "/inbox?status=open,pending&assignee=none,5&active=7d",
  );
  expect(hrefOf({ ...all, groups: [several, { labels: ["late parcel"] }] })).toBe(
    "/inbox?view=all&status=any&any=status:open,pending+assignee:none,5+or+labels:late%2520parcel",
  );
});

test("an edited view keeps what its conditions have in common in every group", () => {
  const view: View = { ...FIRST_VIEW, inboxId: 3, groups: [{ labels: ["vip"] }, { teamIds: [1, 2] }] };
  const common = { statuses: ["open"], inboxIds: [3], assignees: ["me"] };
  const groups = groupsOf(view);
  expect(groups).toEqual([
    { labels: ["vip"], ...common },
    { teamIds: [1, 2], ...common },
  ]);
  const [first = {}] = groups;
  expect(withGroups(view, [first])).toEqual({ ...FIRST_VIEW, inboxId: 3, label: "vip" });
  expect(withGroups(view, [{}])).toEqual({ ...FIRST_VIEW, scope: "all", status: null });
});

test("a range of days is one of instants in the reader's calendar", () => {
  const now = new Date(2026, 2, 10, 15);
  const [days, last] = listGroupsOf([{ created: "2026-01-31..2026-02-28" }, { active: "7d" }], now);
  expect(days).toEqual({
    createdFrom: new Date(2026, 0, 31).toISOString(),
    createdBefore: new Date(2026, 2, 1).toISOString(),
  });
  expect(last).toEqual({ activeFrom: new Date(2026, 2, 4).toISOString() });
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
  const now = conversation.createdAt.slice(0, 10);
  const groups = [
    { labels: ["none"] },
    { teamIds: [3, 4], created: `${now}..`, assignees: ["nobody" as const, 7] },
  ];
  const grouped = filterOf({ ...FIRST_VIEW, scope: "all", groups });
  expect(isListed(conversation, grouped, 1)).toBe(true);
  expect(isListed({ ...conversation, teamId: 5 }, grouped, 1)).toBe(false);
  const of = (view: Partial<View>) =>
    isListed(conversation, filterOf({ ...FIRST_VIEW, scope: "all", ...view }), 1);
  expect([of({ assigneeId: 7 }), of({ assigneeId: 8 })]).toEqual([true, false]);
  expect([of({ priority: "high" }), of({ priority: "low" })]).toEqual([true, false]);
  expect([of({ teamId: 3 }), of({ teamId: 4 })]).toEqual([true, false]);
  expect([of({ status: null }), of({ status: "resolved" })]).toEqual([true, false]);
});

test("a list of mentions has the conversations in which a note mentioned the reader, and keeps that when it is filtered", () => {
  const mentions: View = { ...FIRST_VIEW, scope: "mentioned", status: null };
  const listed = (view: View, more: Parameters<typeof aConversation>[0]) =>
    isListed(aConversation(more), filterOf(view), 7);
  expect(listed(mentions, { mentionedIds: [3, 7], status: "resolved" })).toBe(true);
  expect(listed(mentions, { mentionedIds: [3] })).toBe(false);
  expect(listed(mentions, {})).toBe(false);
  const urgent = withGroups(mentions, [{ priorities: ["urgent"] }]);
  expect(listed(urgent, { mentionedIds: [7], priority: "urgent" })).toBe(true);
  expect(listed(urgent, { mentionedIds: [3], priority: "urgent" })).toBe(false);
  expect([mentions, urgent, { ...FIRST_VIEW, scope: "trash" as const }, FIRST_VIEW].map(isSavable)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
