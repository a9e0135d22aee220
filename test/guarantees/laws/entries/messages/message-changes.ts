import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, editMessage, restoreMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { all, conversation, shortMessages, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { noteWithFiles } from "./files";
import { ON_WHATSAPP } from "./taken-changes";

/** The message of each stage's case. */
const subject = new WeakMap<Stage, number>();
const ofSubject = (s: Stage) => ({ messageId: subject.get(s) ?? 0 });
const ofSent = (s: Stage) => ({ messageId: s.outgoing.id });
const ofCustomer = (s: Stage) => ({ messageId: s.incoming.id });
const byOther = { as: (s: Stage) => s.agent };

const noted = async (s: Stage) => {
  const { result } = await s.run(addNote, { conversation: conversation(s), content: "Ask Zoë" });
  subject.set(s, result.message.id);
};
const notedWithFiles = async (s: Stage) => {
  subject.set(s, (await noteWithFiles(s)).id);
};
const withinWindow = async (s: Stage) => {
  const message = { conversation: conversation(s), content: "In a moment", holdMs: 8_000 };
  subject.set(s, (await s.run(sendMessage, message)).result.message.id);
};
const removed = (s: Stage) => s.run(deleteMessage, ofSubject(s));
const failed = (s: Stage) =>
  s.run(recordReceipts, {
    receipts: [{ messageId: s.outgoing.id, signal: "failed", error: "no such number" }],
  });
const withdrawn = (s: Stage) => s.run(withdrawMessage, ofSubject(s));
const foreign = {
  what: "message",
  scope: "inbox",
  expect: "message.not_found",
  given: noted,
} as const;

export const MESSAGE_CHANGE_ENTRIES: Record<string, Entry> = {
  "edit-message": entry(editMessage)({
    cases: [
      {
        title: "the caption of files",
        expect: ["message.updated"],
        given: notedWithFiles,
        input: (s) => ({ ...ofSubject(s), content: "Look" }),
      },
      {
        title: "the caption of files away",
        expect: ["message.updated"],
        given: notedWithFiles,
        input: (s) => ({ ...ofSubject(s), content: "" }),
      },
      {
        title: "a note",
        expect: ["message.updated"],
        given: noted,
        input: (s) => ({ ...ofSubject(s), content: "Ask Ada" }),
      },
      {
        title: "a message that has left",
        expect: ["message.updated"],
        input: (s) => ({ ...ofSent(s), content: "Hello!" }),
      },
      {
        title: "one that failed",
        expect: ["message.updated"],
        given: failed,
        input: (s) => ({ ...ofSent(s), content: "Hello!" }),
      },
      {
        title: "one within its undo window",
        expect: ["message.updated"],
        given: withinWindow,
        input: (s) => ({ ...ofSubject(s), content: "Now" }),
      },
      {
        title: "twice, by which the first change is kept too",
        expect: ["message.updated"],
        given: all(noted, (s) => s.run(editMessage, { ...ofSubject(s), content: "Ask Ada" })),
        input: (s) => ({ ...ofSubject(s), content: "Ask Bea" }),
      },
      {
        title: "to the same text",
        expect: "nothing",
        given: noted,
        input: (s) => ({ ...ofSubject(s), content: "Ask Zoë" }),
      },
      {
        title: "to nothing",
        expect: "message.content_missing",
        given: noted,
        input: (s) => ({ ...ofSubject(s), content: "  " }),
      },
      {
        title: "to more than its inbox sends",
        expect: "message.too_long",
        given: shortMessages,
        input: (s) => ({ ...ofSent(s), content: "Hello" }),
      },
      {
        title: "a colleague's",
        expect: "message.not_yours",
        ...byOther,
        given: noted,
        input: (s) => ({ ...ofSubject(s), content: "x" }),
      },
      {
        title: "a customer's",
        expect: "message.not_editable",
        input: (s) => ({ ...ofCustomer(s), content: "x" }),
      },
      {
        title: "a deleted one",
        expect: "message.deleted",
        given: all(noted, removed),
        input: (s) => ({ ...ofSubject(s), content: "x" }),
      },
      {
        title: "a withdrawn one",
        expect: "message.deleted",
        given: all(withinWindow, withdrawn),
        input: (s) => ({ ...ofSubject(s), content: "x" }),
      },
      {
        title: "in the trash",
        expect: "conversation.trashed",
        given: all(noted, trash),
        input: (s) => ({ ...ofSubject(s), content: "x" }),
      },
      ...ON_WHATSAPP.edit,
    ],
    foreign: [{ ...foreign, input: (_, o) => ({ ...ofSubject(o), content: "Ask Ada" }) }],
  }),

  "delete-message": entry(deleteMessage)({
    cases: [
      {
        title: "a note",
        expect: ["message.deleted", "conversation.updated"],
        given: noted,
        input: ofSubject,
      },
      {
        title: "one with files",
        expect: ["message.deleted", "conversation.updated"],
        given: notedWithFiles,
        input: ofSubject,
      },
      {
        title: "a message that has left",
        expect: ["message.deleted", "conversation.updated"],
        input: ofSent,
      },
      {
        title: "one that failed",
        expect: ["message.deleted", "conversation.updated"],
        given: failed,
        input: ofSent,
      },
      {
        title: "one within its undo window: it is withdrawn instead",
        expect: "message.held",
        given: withinWindow,
        input: ofSubject,
      },
      { title: "twice", expect: "message.deleted", given: all(noted, removed), input: ofSubject },
      { title: "a colleague's", expect: "message.not_yours", ...byOther, given: noted, input: ofSubject },
      { title: "a customer's", expect: "message.not_deletable", input: ofCustomer },
      {
        title: "a customer's, which an integrator reports as taken back",
        expect: ["message.deleted"],
        as: (s) => ({ ...s.admin, tokenId: s.token.id }),
        input: ofCustomer,
      },
      { title: "in the trash", expect: "conversation.trashed", given: all(noted, trash), input: ofSubject },
      ...ON_WHATSAPP.remove,
    ],
    foreign: [{ ...foreign, input: (_, o) => ofSubject(o) }],
  }),

  "restore-message": entry(restoreMessage)({
    cases: [
      {
        title: "a deleted one",
        expect: ["message.updated", "conversation.updated"],
        given: all(noted, removed),
        input: ofSubject,
      },
      {
        title: "a deleted one with files",
        expect: ["message.updated", "conversation.updated"],
        given: all(notedWithFiles, removed),
        input: ofSubject,
      },
      {
        title: "one that was changed before",
        expect: ["message.updated", "conversation.updated"],
        given: all(noted, (s) => s.run(editMessage, { ...ofSubject(s), content: "Ask Ada" }), removed),
        input: ofSubject,
      },
      { title: "one that exists", expect: "nothing", given: noted, input: ofSubject },
      {
        title: "after a day",
        expect: "undo.not_found",
        given: all(noted, removed, async (s) => pass(s.world, 25 * 3_600_000)),
        input: ofSubject,
      },
      {
        title: "after a day, of an inbox on legal hold",
        expect: ["message.updated", "conversation.updated"],
        given: all(
          noted,
          removed,
          (s) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true }),
          async (s) => pass(s.world, 25 * 3_600_000),
        ),
        input: ofSubject,
      },
      {
        title: "a colleague's",
        expect: "message.not_yours",
        ...byOther,
        given: all(noted, removed),
        input: ofSubject,
      },
      ...ON_WHATSAPP.restore,
    ],
    foreign: [{ ...foreign, given: all(noted, removed), input: (_, o) => ofSubject(o) }],
  }),
};
