import {
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { all, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { foreignTeam, idOfTeam, team } from "@/test/guarantees/laws/entries/organising/teams";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The canned reply of each stage. */
const made = new WeakMap<Stage, number>();
const idOf = (stage: Stage): number => made.get(stage) ?? 0;
const greeting = { shortCode: "hi", content: "Hello {{contact.name}}" };

const given = async (stage: Stage) => {
  made.set(stage, (await stage.run(createCannedReply, greeting)).result.id);
};
const more = (stage: Stage) => stage.run(createCannedReply, { shortCode: "bye", content: "Goodbye" });
const byAgent = { as: (s: Stage) => s.agent };
const own = { ...greeting, visibility: "own" as const };
const mine = async (stage: Stage) => {
  made.set(stage, (await stage.run(createCannedReply, own)).result.id);
};
const ofInbox = (s: Stage) => ({ ...greeting, visibility: "inboxes" as const, inboxIds: [s.inbox.id] });
const ofTeam = (teamId: number) => ({ ...greeting, visibility: "teams" as const, teamIds: [teamId] });
const foreign = <I>(input: (cannedReplyId: number) => I): ForeignId<I>[] => [
  {
    what: "canned reply",
    scope: "account",
    expect: "canned_reply.not_found",
    given,
    input: (_, owner) => input(idOf(owner)),
  },
];

export const CANNED_REPLY_ENTRIES: Record<string, Entry> = {
  "create-canned-reply": entry(createCannedReply)({
    cases: [
      { title: "a first one", expect: "events", input: () => ({ ...greeting, shortCode: "Hi" }) },
      {
        title: "under a short code of a deleted one",
        expect: "events",
        given: async (s) => {
          await given(s);
          await s.run(deleteCannedReply, { cannedReplyId: idOf(s) });
        },
        input: () => greeting,
      },
      {
        title: "under a short code that another has",
        expect: "canned_reply.taken",
        given,
        input: () => ({ ...greeting, shortCode: "HI" }),
      },
      { title: "one's own, by an agent", expect: "events", ...byAgent, input: () => own },
      { title: "one's own under a short code of the account", expect: "events", given, input: () => own },
      { title: "one's own twice", expect: "canned_reply.taken", given: mine, input: () => own },
      { title: "for an inbox", expect: "events", input: ofInbox },
      { title: "for a team", expect: "events", given: team, input: (s) => ofTeam(idOfTeam(s)) },
      {
        title: "for no team",
        expect: "input.invalid",
        input: () => ({ ...ofTeam(0), teamIds: [] }),
      },
      { title: "by an agent", ...forbidden, input: () => greeting },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (_, owner) => ({ ...ofInbox(owner), teamIds: [] as number[] }),
      },
      foreignTeam((_, teamId) => ({ ...ofTeam(teamId), inboxIds: [] as number[] })),
    ],
  }),

  "update-canned-reply": entry(updateCannedReply)({
    cases: [
      {
        title: "its text",
        expect: "events",
        given,
        input: (s) => ({ ...greeting, cannedReplyId: idOf(s), content: "Hello" }),
      },
      {
        title: "to the same",
        expect: "nothing",
        given,
        input: (s) => ({ ...greeting, cannedReplyId: idOf(s) }),
      },
      {
        title: "its folder and whom it is offered to",
        expect: "events",
        given: all(given, team),
        input: (s) => ({
          cannedReplyId: idOf(s),
          folder: "Greetings",
          visibility: "teams" as const,
          teamIds: [idOfTeam(s)],
        }),
      },
      {
        title: "to be one's own",
        expect: "input.invalid",
        given,
        input: (s) => ({ cannedReplyId: idOf(s), visibility: "own" as const }),
      },
      {
        title: "another member's own",
        expect: "canned_reply.not_found",
        ...byAgent,
        given: mine,
        input: (s) => ({ cannedReplyId: idOf(s), content: "x" }),
      },
      {
        title: "to a short code that another has",
        expect: "canned_reply.taken",
        given: async (s) => {
          await given(s);
          await more(s);
        },
        input: (s) => ({ ...greeting, cannedReplyId: idOf(s), shortCode: "bye" }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...greeting, cannedReplyId: idOf(s) }) },
    ],
    foreign: foreign((cannedReplyId) => ({ cannedReplyId, shortCode: "x", content: "x" })),
  }),

  "delete-canned-reply": entry(deleteCannedReply)({
    cases: [
      { title: "one", expect: "events", given, input: (s) => ({ cannedReplyId: idOf(s) }) },
      {
        title: "twice",
        expect: "canned_reply.not_found",
        given: async (s) => {
          await given(s);
          await s.run(deleteCannedReply, { cannedReplyId: idOf(s) });
        },
        input: (s) => ({ cannedReplyId: idOf(s) }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ cannedReplyId: idOf(s) }) },
    ],
    foreign: foreign((cannedReplyId) => ({ cannedReplyId })),
  }),
};
