import { deleteTeam } from "@/server/commands/organising/teams";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { ANY_FILTER } from "@/server/contract/organising/saved-view";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { foreignTeam, idOfTeam, team } from "@/test/guarantees/laws/entries/organising/teams";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";

const any = ANY_FILTER;
const own = { name: "Waiting", isShared: false, filter: { ...any, status: "open" as const } };
const shared = { ...own, isShared: true };

const view = nounOf({
  name: "view",
  create: createView,
  valid: () => shared,
  key: (viewId) => ({ viewId }),
});
const { given: ours, keyOf, foreign } = view;
const mine = view.make(() => own);
const again = (stage: Stage) => stage.run(createView, own);
const deleted = (stage: Stage) => stage.run(deleteView, keyOf(stage));
const ofTeam = view.make((stage) => ({ ...own, filter: { ...any, teamId: idOfTeam(stage) } }));
const teamGone = (stage: Stage) => stage.run(deleteTeam, { teamId: idOfTeam(stage) });

const byAgent = { as: (s: Stage) => s.agent };
/** A member who is neither its owner nor an administrator. */
const byAnother = { title: "a shared one of another", expect: "auth.forbidden" as const, ...byAgent };
const grouped = (group: SavedGroup) => ({ ...any, anyOf: [{ statuses: ["open" as const] }, group] });
const labelled = { ...any, label: "vip" };

export const VIEW_ENTRIES: Record<string, Entry> = {
  ...view.entries({
    update: updateView,
    remove: deleteView,
    unique: {
      field: "name",
      refusal: "view.taken",
      rival: { row: { ...shared, name: "Sales" }, change: { name: "SALES" } },
    },
    changes: {
      "its name": { name: "Now" },
      "its filter": { filter: { ...any, priority: "high" } },
      "to be one's own": { isShared: false },
    },
    agentsMay: ["create", "update", "delete"],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, owner) => ({ ...own, filter: { ...any, inboxId: owner.inbox.id } }),
      },
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, owner) => ({ ...own, filter: { ...any, assigneeId: owner.agent.userId } }),
      },
      foreignTeam((_, teamId) => ({ ...own, filter: { ...any, teamId } })),
    ],
    more: {
      create: [
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
          input: (s) => ({
            ...own,
            filter: grouped({ inboxIds: [s.inbox.id], assignees: ["me", "nobody"] }),
          }),
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
      update: [
        {
          title: "to be shared",
          expect: ["view.updated"],
          given: mine,
          input: (s) => ({ ...keyOf(s), isShared: true }),
        },
        {
          title: "to be one's own under another name",
          expect: ["view.updated", "view.updated"],
          given: ours,
          input: (s) => ({ ...keyOf(s), isShared: false, name: "Now" }),
        },
        {
          title: "to be shared under another name",
          expect: ["view.updated", "view.updated"],
          given: mine,
          input: (s) => ({ ...keyOf(s), isShared: true, name: "Now" }),
        },
        {
          title: "the name of one whose team is gone",
          expect: ["view.updated"],
          given: all(team, ofTeam, teamGone),
          input: (s) => ({ ...keyOf(s), name: "Old returns" }),
        },
        {
          title: "to a team that is gone",
          expect: "team.not_found",
          given: all(mine, team, teamGone),
          input: (s) => ({ ...keyOf(s), filter: { ...any, teamId: idOfTeam(s) } }),
        },
        { ...byAnother, given: ours, input: (s) => ({ ...keyOf(s), name: "Mine" }) },
        {
          title: "another's own",
          expect: "view.not_found",
          ...byAgent,
          given: mine,
          input: (s) => ({ ...keyOf(s), name: "Mine" }),
        },
      ],
      delete: [{ ...byAnother, given: ours, input: keyOf }],
    },
  }),

  "restore-view": entry(restoreView)({
    cases: [
      { title: "a deleted one", expect: ["view.restored"], given: all(mine, deleted), input: keyOf },
      { title: "one that exists", expect: "nothing", given: mine, input: keyOf },
      {
        title: "whose name another has by now",
        expect: "view.taken",
        given: all(mine, deleted, again),
        input: keyOf,
      },
      { ...byAnother, given: all(ours, deleted), input: keyOf },
    ],
    foreign: foreign((id) => id),
  }),
};
