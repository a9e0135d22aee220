import {
  copyCannedFile,
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { all, conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { filesOf, uploaded } from "@/test/guarantees/laws/entries/messages/files";
import { foreignTeam, idOfTeam, team } from "@/test/guarantees/laws/entries/organising/teams";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";

const greeting = { shortCode: "hi", content: "Hello {{contact.name}}" };
const reply = nounOf({
  name: "canned_reply",
  create: createCannedReply,
  valid: () => greeting,
  key: (cannedReplyId) => ({ cannedReplyId }),
});
const { given, idOf, keyOf } = reply;

/** There is a canned reply, with which a message is sent. */
export const greeted = given;
export const withGreeting = (s: Stage) => ({
  conversation: conversation(s),
  content: "Hello Ada",
  cannedReplyIds: [idOf(s)],
});
const byAgent = { as: (s: Stage) => s.agent };
const own = { ...greeting, visibility: "own" as const };
const mine = reply.make(() => own);
/** The file that a reply keeps. */
const kepts = new WeakMap<Stage, number>();
/** A greeting with two files. */
const withFiles = (s: Stage) => ({ ...greeting, fileIds: filesOf(s) });
const givenWithFiles = all(uploaded, reply.make(withFiles));
const aFile = (s: Stage) => ({ ...keyOf(s), fileId: filesOf(s)[0] ?? 0 });
const ofInbox = (s: Stage) => ({ ...greeting, visibility: "inboxes" as const, inboxIds: [s.inbox.id] });
const ofTeam = (teamId: number) => ({ ...greeting, visibility: "teams" as const, teamIds: [teamId] });
const created = { expect: ["canned_reply.created"] } as const;

export const CANNED_REPLY_ENTRIES: Record<string, Entry> = {
  ...reply.entries({
    update: updateCannedReply,
    remove: deleteCannedReply,
    unique: {
      field: "short code",
      refusal: "canned_reply.taken",
      twin: () => ({ ...greeting, shortCode: "HI" }),
      rival: { row: { shortCode: "bye", content: "Goodbye" }, change: { shortCode: "bye" } },
    },
    changes: { "its text": { content: "Hello" } },
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (_, owner) => ofInbox(owner),
      },
      foreignTeam((_, teamId) => ofTeam(teamId)),
      {
        what: "file",
        scope: "account",
        expect: "file.not_found",
        given: uploaded,
        input: (_, owner) => withFiles(owner),
      },
    ],
    more: {
      create: [
        {
          title: "under a short code in capitals",
          ...created,
          input: () => ({ ...greeting, shortCode: "Hi" }),
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
      ],
      update: [
        {
          title: "its files, of which one goes and one is new",
          expect: ["canned_reply.updated"],
          given: async (s) => {
            await givenWithFiles(s);
            const [, kept = 0] = filesOf(s);
            kepts.set(s, kept);
            await uploaded(s);
          },
          input: (s) => ({ ...keyOf(s), fileIds: [...filesOf(s).slice(1), kepts.get(s) ?? 0] }),
        },
        {
          title: "to the same files",
          expect: "nothing",
          given: givenWithFiles,
          input: (s) => ({ ...keyOf(s), fileIds: filesOf(s) }),
        },
        {
          title: "its folder and whom it is offered to",
          expect: ["canned_reply.updated"],
          given: all(given, team),
          input: (s) => ({
            ...keyOf(s),
            folder: "Greetings",
            visibility: "teams",
            teamIds: [idOfTeam(s)],
          }),
        },
        {
          title: "to be one's own",
          expect: "input.invalid",
          given,
          input: (s) => ({ ...keyOf(s), visibility: "own" }),
        },
        {
          title: "another member's own",
          expect: "canned_reply.not_found",
          ...byAgent,
          given: mine,
          input: (s) => ({ ...keyOf(s), content: "x" }),
        },
      ],
      delete: [
        {
          title: "with files",
          expect: ["canned_reply.deleted"],
          given: givenWithFiles,
          input: keyOf,
        },
      ],
    },
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
        given: all(
          uploaded,
          reply.make((s) => ({ ...withFiles(s), ...own })),
        ),
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
