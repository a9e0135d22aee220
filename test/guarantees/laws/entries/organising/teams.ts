import { assignTeam } from "@/server/commands/conversations/assign";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import {
  all,
  conversation,
  forbidden,
  foreignConversation,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The team of each stage. */
const made = new WeakMap<Stage, number>();
export const idOfTeam = (stage: Stage): number => made.get(stage) ?? 0;
const text = (s: Stage) => ({ name: "Returns", memberIds: [s.agent.userId ?? 0] });

export const team = async (stage: Stage) => {
  made.set(stage, (await stage.run(createTeam, text(stage))).result.id);
};
const other = (stage: Stage) => stage.run(createTeam, { name: "Sales", memberIds: [] });
const deleted = (stage: Stage) => stage.run(deleteTeam, { teamId: idOfTeam(stage) });
export const give = (s: Stage) => s.run(assignTeam, { conversation: conversation(s), teamId: idOfTeam(s) });

export const foreignTeam = <I>(input: (own: Stage, teamId: number) => I): ForeignId<I> => ({
  what: "team",
  scope: "account",
  expect: "team.not_found",
  given: team,
  input: (own, owner) => input(own, idOfTeam(owner)),
});
const foreignMember = <I>(
  given: ((owner: Stage) => Promise<unknown>) | undefined,
  input: (own: Stage, memberId: number) => I,
): ForeignId<I> => ({
  what: "member",
  scope: "account",
  expect: "member.not_found",
  ...(given && { given }),
  input: (own, owner) => input(own, owner.agent.userId ?? 0),
});

export const TEAM_ENTRIES: Record<string, Entry> = {
  "create-team": entry(createTeam)({
    cases: [
      { title: "a first one", expect: ["team.created"], input: text },
      {
        title: "under the name of a deleted one",
        expect: ["team.created"],
        given: all(team, deleted),
        input: text,
      },
      {
        title: "under a name that another has",
        expect: "team.taken",
        given: team,
        input: (s) => ({ ...text(s), name: "RETURNS" }),
      },
      { title: "by an agent", ...forbidden, input: text },
    ],
    foreign: [foreignMember(undefined, (_, id) => ({ name: "Theirs", memberIds: [id] }))],
  }),

  "update-team": entry(updateTeam)({
    cases: [
      {
        title: "its name",
        expect: ["team.updated"],
        given: team,
        input: (s) => ({ teamId: idOfTeam(s), name: "Refunds" }),
      },
      {
        title: "its members",
        expect: ["team.updated"],
        given: team,
        input: (s) => ({ teamId: idOfTeam(s), memberIds: [] }),
      },
      {
        title: "one of its members",
        expect: ["team.updated"],
        given: team,
        input: (s) => ({
          teamId: idOfTeam(s),
          addIds: [s.outsider.userId ?? 0],
          removeIds: [s.agent.userId ?? 0],
        }),
      },
      {
        title: "to the same",
        expect: "nothing",
        given: team,
        input: (s) => ({ teamId: idOfTeam(s), ...text(s) }),
      },
      {
        title: "to a name that another has",
        expect: "team.taken",
        given: all(team, other),
        input: (s) => ({ teamId: idOfTeam(s), name: "sales" }),
      },
      {
        title: "by an agent",
        ...forbidden,
        given: team,
        input: (s) => ({ teamId: idOfTeam(s), name: "Mine" }),
      },
    ],
    foreign: [foreignTeam((_, teamId) => ({ teamId, name: "theirs" }))],
  }),

  "delete-team": entry(deleteTeam)({
    cases: [
      {
        title: "one",
        expect: ["team.deleted"],
        given: all(team, give),
        input: (s) => ({ teamId: idOfTeam(s) }),
      },
      {
        title: "twice",
        expect: "team.not_found",
        given: all(team, deleted),
        input: (s) => ({ teamId: idOfTeam(s) }),
      },
      { title: "by an agent", ...forbidden, given: team, input: (s) => ({ teamId: idOfTeam(s) }) },
    ],
    foreign: [foreignTeam((_, teamId) => ({ teamId }))],
  }),

  "assign-team": entry(assignTeam)({
    cases: [
      {
        title: "to a team",
        expect: ["conversation.team_changed"],
        as: (s) => s.agent,
        given: team,
        input: (s) => ({ conversation: conversation(s), teamId: idOfTeam(s) }),
      },
      {
        title: "to the team that has it",
        expect: "nothing",
        given: all(team, give),
        input: (s) => ({ conversation: conversation(s), teamId: idOfTeam(s) }),
      },
      {
        title: "to no team",
        expect: ["conversation.team_changed"],
        given: all(team, give),
        input: (s) => ({ conversation: conversation(s), teamId: null }),
      },
      {
        title: "to a deleted team",
        expect: "team.not_found",
        given: all(team, deleted),
        input: (s) => ({ conversation: conversation(s), teamId: idOfTeam(s) }),
      },
      {
        title: "of a trashed one",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ conversation: conversation(s), teamId: null }),
      },
    ],
    foreign: [
      ...foreignConversation((_, ref) => ({ conversation: ref, teamId: null as number | null })).map((f) => ({
        ...f,
        given: all(team, give),
      })),
      foreignTeam((own, teamId) => ({ conversation: conversation(own), teamId })),
    ],
  }),
};
