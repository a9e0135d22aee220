import { createTeam, deleteTeam } from "@/server/commands/organising/teams";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { ANY_FILTER } from "@/server/contract/organising/saved-view";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The view and the team of each stage. */
const made = new WeakMap<Stage, number>();
const teams = new WeakMap<Stage, number>();
const idOf = (stage: Stage): number => made.get(stage) ?? 0;
const teamOf = (stage: Stage): number => teams.get(stage) ?? 0;

const any = ANY_FILTER;
const own = { name: "Waiting", isShared: false, filter: { ...any, status: "open" as const } };
const shared = { ...own, isShared: true };

const make = (text: typeof own) => async (stage: Stage) => {
  made.set(stage, (await stage.run(createView, text)).result.id);
};
const mine = make(own);
const ours = make(shared);
const other = (stage: Stage) => stage.run(createView, { ...own, name: "Sales" });
const again = (stage: Stage) => stage.run(createView, own);
const deleted = (stage: Stage) => stage.run(deleteView, { viewId: idOf(stage) });
const team = async (stage: Stage) => {
  teams.set(stage, (await stage.run(createTeam, { name: "Returns", memberIds: [] })).result.id);
};
const ofTeam = async (stage: Stage) => {
  const filter = { ...any, teamId: teamOf(stage) };
  made.set(stage, (await stage.run(createView, { ...own, filter })).result.id);
};
const teamGone = (stage: Stage) => stage.run(deleteTeam, { teamId: teamOf(stage) });

const byAgent = { as: (s: Stage) => s.agent };
const foreign = <I>(input: (viewId: number) => I): ForeignId<I>[] => [
  {
    what: "view",
    scope: "account",
    expect: "view.not_found",
    given: ours,
    input: (_, owner) => input(idOf(owner)),
  },
];
const grouped = (group: SavedGroup) => ({ ...any, anyOf: [{ statuses: ["open" as const] }, group] });
const labelled = { ...any, label: "vip" };

export const VIEW_ENTRIES: Record<string, Entry> = {
  "create-view": entry(createView)({
    cases: [
      { title: "one's own", expect: ["view.created"], ...byAgent, input: () => own },
      { title: "a shared one, by an agent", expect: ["view.created"], ...byAgent, input: () => shared },
      { title: "under the name of a shared one", expect: ["view.created"], given: ours, input: () => own },
      {
        title: "under the name of another's",
        expect: ["view.created"],
        ...byAgent,
        given: mine,
        input: () => own,
      },
      { title: "under the name of one's own", expect: "view.taken", given: mine, input: () => own },
      {
        title: "of groups of conditions",
        expect: ["view.created"],
        input: (s) => ({ ...own, filter: grouped({ inboxIds: [s.inbox.id], assignees: ["me", "nobody"] }) }),
      },
      {
        title: "of a label in a group that does not exist",
        expect: "label.not_found",
        input: () => ({ ...own, filter: grouped({ labels: ["vip", "nothing"] }) }),
      },
      {
        title: "of a label that does not exist",
        expect: "label.not_found",
        input: () => ({ ...own, filter: labelled }),
      },
      {
        title: "of an inbox that one may not see",
        expect: "inbox.not_found",
        ...byAgent,
        input: (s) => ({ ...own, filter: { ...any, inboxId: s.hiddenInbox.id } }),
      },
      {
        title: "by a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => own,
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, owner) => ({ ...own, filter: { ...any, inboxId: owner.inbox.id as number | null } }),
      },
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, owner) => ({ ...own, filter: { ...any, assigneeId: owner.agent.userId } }),
      },
      {
        what: "team",
        scope: "account",
        expect: "team.not_found",
        given: team,
        input: (_, owner) => ({ ...own, filter: { ...any, teamId: teamOf(owner) } }),
      },
    ],
  }),

  "update-view": entry(updateView)({
    cases: [
      {
        title: "its name",
        expect: ["view.updated"],
        given: mine,
        input: (s) => ({ viewId: idOf(s), name: "Now" }),
      },
      {
        title: "its filter",
        expect: ["view.updated"],
        given: mine,
        input: (s) => ({ viewId: idOf(s), filter: { ...any, priority: "high" } }),
      },
      {
        title: "to be shared",
        expect: ["view.updated"],
        given: mine,
        input: (s) => ({ viewId: idOf(s), isShared: true }),
      },
      {
        title: "to be one's own",
        expect: ["view.updated"],
        given: ours,
        input: (s) => ({ viewId: idOf(s), isShared: false }),
      },
      {
        title: "to be one's own under another name",
        expect: ["view.updated", "view.updated"],
        given: ours,
        input: (s) => ({ viewId: idOf(s), isShared: false, name: "Now" }),
      },
      {
        title: "to be shared under another name",
        expect: ["view.updated", "view.updated"],
        given: mine,
        input: (s) => ({ viewId: idOf(s), isShared: true, name: "Now" }),
      },
      {
        title: "the name of one whose team is gone",
        expect: ["view.updated"],
        given: all(team, ofTeam, teamGone),
        input: (s) => ({ viewId: idOf(s), name: "Old returns" }),
      },
      { title: "to the same", expect: "nothing", given: mine, input: (s) => ({ viewId: idOf(s), ...own }) },
      {
        title: "to a name that another has",
        expect: "view.taken",
        given: all(mine, other),
        input: (s) => ({ viewId: idOf(s), name: "SALES" }),
      },
      {
        title: "to a team that is gone",
        expect: "team.not_found",
        given: all(mine, team, teamGone),
        input: (s) => ({ viewId: idOf(s), filter: { ...any, teamId: teamOf(s) } }),
      },
      {
        title: "a shared one of another",
        expect: "auth.forbidden",
        ...byAgent,
        given: ours,
        input: (s) => ({ viewId: idOf(s), name: "Mine" }),
      },
      {
        title: "another's own",
        expect: "view.not_found",
        ...byAgent,
        given: mine,
        input: (s) => ({ viewId: idOf(s), name: "Mine" }),
      },
    ],
    foreign: foreign((viewId) => ({ viewId, name: "theirs" })),
  }),

  "delete-view": entry(deleteView)({
    cases: [
      { title: "one", expect: ["view.deleted"], given: ours, input: (s) => ({ viewId: idOf(s) }) },
      {
        title: "twice",
        expect: "view.not_found",
        given: all(mine, deleted),
        input: (s) => ({ viewId: idOf(s) }),
      },
      {
        title: "a shared one of another",
        expect: "auth.forbidden",
        ...byAgent,
        given: ours,
        input: (s) => ({ viewId: idOf(s) }),
      },
    ],
    foreign: foreign((viewId) => ({ viewId })),
  }),

  "restore-view": entry(restoreView)({
    cases: [
      {
        title: "a deleted one",
        expect: ["view.restored"],
        given: all(mine, deleted),
        input: (s) => ({ viewId: idOf(s) }),
      },
      { title: "one that exists", expect: "nothing", given: mine, input: (s) => ({ viewId: idOf(s) }) },
      {
        title: "whose name another has by now",
        expect: "view.taken",
        given: all(mine, deleted, again),
        input: (s) => ({ viewId: idOf(s) }),
      },
      {
        title: "a shared one of another",
        expect: "auth.forbidden",
        ...byAgent,
        given: all(ours, deleted),
        input: (s) => ({ viewId: idOf(s) }),
      },
    ],
    foreign: foreign((viewId) => ({ viewId })),
  }),
};
