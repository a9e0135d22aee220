import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { recordReaction } from "@/server/commands/messages/record-reaction";
import { all, conversation, resolved, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const AT = new Date("2026-01-02T03:04:05Z");
const EARLIER = new Date("2026-01-02T03:04:04Z");

const toOurs = (s: Stage) => ({ message: { id: s.outgoing.id } });
const thumb = { emoji: "👍", at: AT };
const reacted = (s: Stage) => s.run(recordReaction, { ...toOurs(s), ...thumb });
const withdrawn = (s: Stage) => s.run(recordReaction, { ...toOurs(s), emoji: null, at: AT });

/** The note of each stage's case. */
const notes = new WeakMap<Stage, number>();
const noted = async (s: Stage) => {
  const { result } = await s.run(addNote, { conversation: conversation(s), content: "Ask Zoë" });
  notes.set(s, result.message.id);
};

export const REACTION_ENTRIES: Record<string, Entry> = {
  "record-reaction": entry(recordReaction)({
    cases: [
      {
        title: "to a message of ours",
        expect: ["message.updated"],
        input: (s) => ({ ...toOurs(s), ...thumb }),
      },
      {
        title: "to the customer's own",
        expect: ["message.updated"],
        input: (s) => ({ message: { id: s.incoming.id }, ...thumb }),
      },
      {
        title: "another one of the same customer",
        expect: ["message.updated"],
        given: reacted,
        input: (s) => ({ ...toOurs(s), emoji: "❤️" }),
      },
      {
        title: "taken back",
        expect: ["message.updated"],
        given: reacted,
        input: (s) => ({ ...toOurs(s), emoji: null }),
      },
      {
        title: "twice",
        expect: "nothing",
        given: reacted,
        input: (s) => ({ ...toOurs(s), ...thumb }),
      },
      {
        title: "taken back before it came",
        expect: "nothing",
        input: (s) => ({ ...toOurs(s), emoji: null, at: AT }),
      },
      {
        title: "late, after it was taken back",
        expect: "nothing",
        given: all(reacted, withdrawn),
        input: (s) => ({ ...toOurs(s), emoji: "👍", at: EARLIER }),
      },
      {
        title: "in a resolved conversation, which stays resolved",
        expect: ["message.updated"],
        given: resolved,
        input: (s) => ({ ...toOurs(s), ...thumb }),
      },
      {
        title: "in the trash",
        expect: ["message.updated"],
        given: trash,
        input: (s) => ({ ...toOurs(s), ...thumb }),
      },
      {
        title: "to a deleted message",
        expect: "nothing",
        given: (s) => s.run(deleteMessage, { messageId: s.outgoing.id }),
        input: (s) => ({ ...toOurs(s), ...thumb }),
      },
      {
        title: "to a message that its provider alone knows",
        expect: "nothing",
        input: (s) => ({ message: { inboxId: s.inbox.id, sourceId: "nobody's" }, ...thumb }),
      },
      {
        title: "to a note",
        expect: "message.not_found",
        given: noted,
        input: (s) => ({ message: { id: notes.get(s) ?? 0 }, ...thumb }),
      },
      {
        title: "of somebody who is no member",
        expect: "conversation_member.not_found",
        input: (s) => ({ ...toOurs(s), ...thumb, fromContactId: s.contact.id + 1_000_000 }),
      },
    ],
    foreign: [
      {
        what: "message",
        scope: "inbox",
        expect: "message.not_found",
        input: (_, o) => ({ ...toOurs(o), ...thumb }),
      },
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ message: { inboxId: o.inbox.id, sourceId: "s-1" }, ...thumb }),
      },
    ],
  }),
};
