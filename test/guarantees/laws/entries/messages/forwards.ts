import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote, forwardAsNote } from "@/server/commands/messages/notes";
import { all, conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { noteWithFiles } from "./files";

/** The note of each stage's case. */
const subject = new WeakMap<Stage, number>();
const ofSubject = (s: Stage) => ({ messageId: subject.get(s) ?? 0 });
const ofCustomer = (s: Stage) => ({ messageId: s.incoming.id });
const byOther = { as: (s: Stage) => s.agent };

const noted = async (s: Stage) => {
  const { result } = await s.run(addNote, { conversation: conversation(s), content: "Ask Zoë" });
  subject.set(s, result.message.id);
};
const withFiles = async (s: Stage) => {
  subject.set(s, (await noteWithFiles(s)).id);
};
const removed = (s: Stage) => s.run(deleteMessage, ofSubject(s));

export const FORWARD_ENTRIES: Record<string, Entry> = {
  "forward-as-note": entry(forwardAsNote)({
    cases: [
      {
        title: "a customer's message",
        expect: ["note.created"],
        ...byOther,
        input: (s) => ({ ...ofCustomer(s), to: conversation(s) }),
      },
      {
        title: "one with files",
        expect: ["note.created"],
        given: withFiles,
        input: (s) => ({ ...ofSubject(s), to: conversation(s) }),
      },
      {
        title: "the same again under its client id",
        expect: "nothing",
        given: (s) => s.run(forwardAsNote, { ...ofCustomer(s), to: conversation(s), clientId: "c-8" }),
        input: (s) => ({ ...ofCustomer(s), to: conversation(s), clientId: "c-8" }),
      },
      {
        title: "a deleted one",
        expect: "message.deleted",
        given: all(noted, removed),
        input: (s) => ({ ...ofSubject(s), to: conversation(s) }),
      },
      {
        title: "into the trash",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ ...ofCustomer(s), to: conversation(s) }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        input: (s, o) => ({ ...ofCustomer(o), to: conversation(s) }),
      },
      {
        what: "conversation",
        scope: "account",
        expect: "conversation.not_found",
        input: (s, o) => ({ ...ofCustomer(s), to: conversation(o) }),
      },
    ],
  }),
};
