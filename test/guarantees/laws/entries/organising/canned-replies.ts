import {
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
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
      { title: "by an agent", ...forbidden, input: () => greeting },
    ],
    foreign: "it names nothing",
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
