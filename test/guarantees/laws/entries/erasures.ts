import { addContactNote } from "@/server/commands/contacts/contact-notes";
import { deleteContact } from "@/server/commands/deletions/delete-directly";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { erasing, withScope } from "./deletions";

const one = { input: (s: Stage) => ({ contactId: s.contact.id }) };

export const ERASURE_ENTRIES: Record<string, Entry> = {
  "delete-contact": entry(deleteContact)({
    cases: [
      {
        ...one,
        title: "with a conversation and a note",
        expect: [
          "conversation.trashed",
          "conversation.purged",
          "contact.erased",
          "contact_note.deleted",
          "operation.succeeded",
        ],
        given: (s) => s.run(addContactNote, { contactId: s.contact.id, content: "Calls back" }),
      },
      {
        ...one,
        title: "by a token with the scope",
        expect: ["conversation.trashed", "conversation.purged", "contact.erased", "operation.succeeded"],
        as: withScope("conversations:purge"),
      },
      { ...one, title: "by a token without it", expect: "auth.scope_missing", as: withScope() },
      {
        ...one,
        title: "with a conversation on legal hold",
        expect: "inbox.legal_hold",
        given: (s) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true }),
      },
      { ...one, title: "one that is being erased", expect: "contact.being_erased", given: erasing },
      {
        ...one,
        title: "twice",
        expect: "contact.not_found",
        given: (s) => s.run(deleteContact, one.input(s)),
      },
      { ...one, ...forbidden, title: "by an agent" },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => one.input(owner),
      },
    ],
  }),
};
