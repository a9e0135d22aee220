import { callerOf, INBOXES } from "@/bench/list/fill";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";

export const admin = callerOf(1);
export const agent = callerOf(1, [1, 2, 5]);

export type Case = { name: string; caller: Caller; filter: ConversationFilter; index: string; runs: number };

const RANGE = { activeFrom: new Date("2026-03-01"), activeBefore: new Date("2026-06-15") };

/** The lists of screens, and the index that each must read. */
export const CASES: Case[] = [
  ...[admin, agent, callerOf(7)].flatMap((caller): Case[] => {
    const isAdmin = caller.inboxIds === "all";
    const who = isAdmin ? `administrator of account ${caller.accountId}` : "agent";
    const inboxes = isAdmin ? INBOXES : caller.inboxIds.length;
    const all = isAdmin
      ? { index: "conversation_by_status", runs: 1 }
      : { index: "conversation_by_inbox", runs: inboxes };
    const inboxId = caller.accountId * 100 + 2;
    return [
      { name: `${who}: open`, caller, filter: { status: "open" }, ...all },
      { name: `${who}: resolved`, caller, filter: { status: "resolved" }, ...all },
      { name: `${who}: any status`, caller, filter: {}, index: all.index, runs: all.runs * 4 },
      {
        name: `${who}: trash`,
        caller,
        filter: { lifecycle: "trashed" },
        index: all.index,
        runs: all.runs * 4,
      },
      { name: `${who}: a range of days`, caller, filter: RANGE, index: all.index, runs: all.runs * 4 },
      {
        name: `${who}: label vip in a range of days`,
        caller,
        filter: { ...RANGE, label: "vip" },
        index: "conversation_label_list",
        runs: inboxes * 4,
      },
      {
        name: `${who}: mentions`,
        caller,
        filter: { mentioned: "me" },
        index: "conversation_mention_list",
        runs: inboxes * 4,
      },
      {
        name: `${who}: one inbox`,
        caller,
        filter: { status: "open", inboxId },
        index: "conversation_by_inbox",
        runs: 1,
      },
      ...(["created_at", "waiting_since"] as const).flatMap((sort): Case[] => {
        const index = sort === "created_at" ? "conversation_by_created" : "conversation_by_waiting";
        return [
          { name: `${who}: open by ${sort}`, caller, filter: { status: "open", sort }, index, runs: inboxes },
          { name: `${who}: any by ${sort}`, caller, filter: { sort }, index, runs: inboxes * 4 },
          {
            name: `${who}: one inbox by ${sort}`,
            caller,
            filter: { status: "resolved", inboxId, sort },
            index,
            runs: 1,
          },
        ];
      }),
      {
        name: `${who}: mine`,
        caller,
        filter: { status: "open", assignee: "me" },
        index: "conversation_of_assignee",
        runs: inboxes,
      },
      {
        name: `${who}: mine in one inbox`,
        caller,
        filter: { status: "open", assignee: "me", inboxId },
        index: "conversation_of_assignee",
        runs: 1,
      },
      {
        name: `${who}: unassigned`,
        caller,
        filter: { status: "open", assignee: "unassigned" },
        index: "conversation_of_nobody",
        runs: inboxes,
      },
      {
        name: `${who}: assigned`,
        caller,
        filter: { status: "resolved", assignee: "assigned" },
        index: "conversation_of_anybody",
        runs: inboxes,
      },
      {
        name: `${who}: a member's`,
        caller,
        filter: { assigneeId: caller.accountId * 100 + 3 },
        index: "conversation_of_assignee",
        runs: inboxes * 4,
      },
      ...[1, 4, 9].map(
        (team): Case => ({
          name: `${who}: team ${team}`,
          caller,
          filter: { status: "resolved", teamId: caller.accountId * 100 + team },
          index: "conversation_of_team",
          runs: inboxes,
        }),
      ),
      ...(["high", "urgent", "low"] as const).map(
        (priority): Case => ({
          name: `${who}: priority ${priority}`,
          caller,
          filter: { priority },
          index: "conversation_of_priority",
          runs: inboxes * 4,
        }),
      ),
      ...["billing", "vip", "rare", "unknown"].map(
        (label): Case => ({
          name: `${who}: label ${label}`,
          caller,
          filter: { label },
          index: "conversation_label_list",
          runs: inboxes * 4,
        }),
      ),
      {
        name: `${who}: two labels`,
        caller,
        filter: { status: "open", labels: ["billing", "vip"] },
        index: "conversation_label_list",
        runs: inboxes * 2,
      },
      ...groupCases({ who, caller, inboxes }),
    ];
  }),
];

/** Lists with several values per condition, and with several groups of conditions. */
function groupCases({ who, caller, inboxes }: { who: string; caller: Caller; inboxes: number }): Case[] {
  const [one, other] = [caller.accountId * 100 + 3, caller.accountId * 100 + 4];
  const status = "open" as const;
  const created = { createdFrom: "2026-03-01T00:00:00.000Z", createdBefore: "2026-06-15T00:00:00.000Z" };
  return [
    {
      name: `${who}: two members and nobody`,
      filter: { status, anyOf: [{ assignees: [one, other, "nobody" as const] }] },
      index: "conversation_of_assignee",
      runs: inboxes * 3,
    },
    {
      name: `${who}: two teams`,
      filter: { status, anyOf: [{ teamIds: [one, other] }] },
      index: "conversation_of_team",
      runs: inboxes * 2,
    },
    {
      name: `${who}: two priorities`,
      filter: { anyOf: [{ priorities: ["high" as const, "urgent" as const] }] },
      index: "conversation_of_priority",
      runs: inboxes * 4 * 2,
    },
    {
      name: `${who}: all of two labels`,
      filter: { status, anyOf: [{ labels: ["rare", "vip"], labelMatch: "all" as const }] },
      index: "conversation_label_list",
      runs: inboxes * 2, // the second label is looked up
    },
    {
      name: `${who}: mine, or of high priority`,
      filter: { status, anyOf: [{ assignees: ["me" as const] }, { priorities: ["high" as const] }] },
      index: "conversation_of_priority",
      runs: inboxes * 2,
    },
    {
      name: `${who}: created in a range of time, by creation`,
      filter: { status, anyOf: [created], sort: "created_at" as const },
      index: "conversation_by_created",
      runs: inboxes,
    },
  ].map((testCase) => ({ ...testCase, caller }));
}
