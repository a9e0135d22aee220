import { assignTeam } from "@/server/commands/conversations/assign";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import {
  all,
  conversation,
  foreignConversation,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";

const text = (s: Stage) => ({ name: "Returns", memberIds: [s.agent.userId ?? 0] });
const noun = nounOf({ name: "team", create: createTeam, valid: text, key: (teamId) => ({ teamId }) });
export const { given: team, idOf: idOfTeam } = noun;
const deleted = (stage: Stage) => stage.run(deleteTeam, noun.keyOf(stage));
export const give = (s: Stage) => s.run(assignTeam, { conversation: conversation(s), teamId: idOfTeam(s) });

export const foreignTeam = <I>(input: (own: Stage, teamId: number) => I): ForeignId<I> => ({
  what: "team",
  scope: "account",
  expect: "team.not_found",
  given: team,
  input: (own, owner) => input(own, idOfTeam(owner)),
});
export const TEAM_ENTRIES: Record<string, Entry> = {
  ...noun.entries({
    update: updateTeam,
    remove: deleteTeam,
    unique: {
      field: "name",
      refusal: "team.taken",
      twin: (s) => ({ ...text(s), name: "RETURNS" }),
      rival: { row: { name: "Sales", memberIds: [] }, change: { name: "sales" } },
    },
    changes: { "its name": { name: "Refunds" }, "its members": { memberIds: [] } },
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, owner) => ({ name: "Theirs", memberIds: [owner.agent.userId ?? 0] }),
      },
    ],
    more: {
      update: [
        {
          title: "one of its members",
          expect: ["team.updated"],
          given: team,
          input: (s) => ({
            ...noun.keyOf(s),
            addIds: [s.outsider.userId ?? 0],
            removeIds: [s.agent.userId ?? 0],
          }),
        },
      ],
      delete: [
        {
          title: "that has a conversation",
          expect: ["team.deleted"],
          given: all(team, give),
          input: noun.keyOf,
        },
      ],
    },
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
