import {
  copyCannedFile,
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { all, conversation, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { filesOf, uploaded } from "@/test/guarantees/laws/entries/messages/files";
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
/** There is a canned reply, with which a message is sent. */
export const greeted = given;
export const withGreeting = (s: Stage) => ({
  conversation: conversation(s),
  content: "Hello Ada",
  cannedReplyIds: [idOf(s)],
});
const more = (stage: Stage) => stage.run(createCannedReply, { shortCode: "bye", content: "Goodbye" });
const byAgent = { as: (s: Stage) => s.agent };
const own = { ...greeting, visibility: "own" as const };
const mine = async (stage: Stage) => {
  made.set(stage, (await stage.run(createCannedReply, own)).result.id);
};
/** The file that a reply keeps. */
const kepts = new WeakMap<Stage, number>();
/** A greeting with two files. */
const withFiles = (s: Stage) => ({ ...greeting, fileIds: filesOf(s) });
const givenWithFiles = async (stage: Stage) => {
  await uploaded(stage);
  made.set(stage, (await stage.run(createCannedReply, withFiles(stage))).result.id);
};
const aFile = (s: Stage) => ({ cannedReplyId: idOf(s), fileId: filesOf(s)[0] ?? 0 });
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

const created = { expect: ["canned_reply.created"] } as const;

export const CANNED_REPLY_ENTRIES: Record<string, Entry> = {
  "create-canned-reply": entry(createCannedReply)({
    cases: [
      { title: "a first one", ...created, input: () => ({ ...greeting, shortCode: "Hi" }) },
      {
        title: "under a short code of a deleted one",
        ...created,
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
      { title: "one's own, by an agent", ...created, ...byAgent, input: () => own },
      { title: "one's own under a short code of the account", ...created, given, input: () => own },
      { title: "one's own twice", expect: "canned_reply.taken", given: mine, input: () => own },
      { title: "for an inbox", ...created, input: ofInbox },
      { title: "for a team", ...created, given: team, input: (s) => ofTeam(idOfTeam(s)) },
      { title: "with files", ...created, given: uploaded, input: withFiles },
      {
        title: "with files of another reply",
        expect: "file.attached",
        given: givenWithFiles,
        input: withFiles,
      },
      {
        title: "with somebody else's files, one's own",
        expect: "file.not_found",
        ...byAgent,
        given: uploaded,
        input: (s) => ({ ...own, fileIds: filesOf(s) }),
      },
      { title: "for no team", expect: "input.invalid", input: () => ({ ...ofTeam(0), teamIds: [] }) },
      { title: "by an agent", ...forbidden, input: () => greeting },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (_, owner) => ({ ...ofInbox(owner), teamIds: [] as number[], fileIds: [] as number[] }),
      },
      foreignTeam((_, teamId) => ({ ...ofTeam(teamId), inboxIds: [] as number[], fileIds: [] as number[] })),
      {
        what: "file",
        scope: "account",
        expect: "file.not_found",
        given: uploaded,
        input: (_, owner) => ({ ...withFiles(owner), inboxIds: [] as number[], teamIds: [] as number[] }),
      },
    ],
  }),

  "update-canned-reply": entry(updateCannedReply)({
    cases: [
      {
        title: "its text",
        expect: ["canned_reply.updated"],
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
        title: "its files, of which one goes and one is new",
        expect: ["canned_reply.updated"],
        given: async (s) => {
          await givenWithFiles(s);
          const [, kept = 0] = filesOf(s);
          kepts.set(s, kept);
          await uploaded(s);
        },
        input: (s) => ({ cannedReplyId: idOf(s), fileIds: [...filesOf(s).slice(1), kepts.get(s) ?? 0] }),
      },
      {
        title: "to the same files",
        expect: "nothing",
        given: givenWithFiles,
        input: (s) => ({ cannedReplyId: idOf(s), fileIds: filesOf(s) }),
      },
      {
        title: "its folder and whom it is offered to",
        expect: ["canned_reply.updated"],
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
      { title: "one", expect: ["canned_reply.deleted"], given, input: (s) => ({ cannedReplyId: idOf(s) }) },
      {
        title: "with files",
        expect: ["canned_reply.deleted"],
        given: givenWithFiles,
        input: (s) => ({ cannedReplyId: idOf(s) }),
      },
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

  "copy-canned-file": entry(copyCannedFile)({
    cases: [
      { title: "of everybody's", expect: "nothing", ...byAgent, given: givenWithFiles, input: aFile },
      {
        title: "that the reply does not have",
        expect: "file.not_found",
        given: all(given, uploaded),
        input: aFile,
      },
      {
        title: "of another member's own",
        expect: "canned_reply.not_found",
        ...byAgent,
        given: async (s) => {
          await uploaded(s);
          made.set(s, (await s.run(createCannedReply, { ...withFiles(s), ...own })).result.id);
        },
        input: aFile,
      },
    ],
    foreign: [
      {
        what: "canned reply and file",
        scope: "account",
        expect: "canned_reply.not_found",
        given: givenWithFiles,
        input: (_, owner) => aFile(owner),
      },
    ],
  }),
};
