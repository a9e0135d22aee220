import {
  addContactNote,
  deleteContactNote,
  updateContactNote,
} from "@/server/commands/contacts/contact-notes";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { recordContactExport } from "@/server/commands/contacts/record-contact-export";
import { createContact } from "@/server/commands/contacts/save-contact";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";

const content = "Prefers the morning";
const noteOf = (s: Stage) => ({ contactId: s.contact.id, content });
const note = nounOf({
  name: "contact_note",
  create: addContactNote,
  valid: noteOf,
  key: (noteId, s) => ({ contactId: s.contact.id, noteId }),
});
const { given, keyOf } = note;
const byAgent = note.make(noteOf, (s) => s.agent);
const merged = async (s: Stage) => {
  const twin = (await s.run(createContact, { name: "Twin" })).result.contact;
  await s.run(mergeContacts, { contactId: twin.id, otherId: s.contact.id });
};
const foreignContact = { what: "contact", scope: "account", expect: "contact.not_found" } as const;

export const CONTACT_NOTE_ENTRIES: Record<string, Entry> = {
  ...note.entries({
    createdBy: "add-contact-note",
    update: (tx, { content = "", ...of }) => updateContactNote(tx, { content, ...of }),
    remove: deleteContactNote,
    changes: { "its text": { content: "Evenings" } },
    agentsMay: ["create"],
    foreign: [{ ...foreignContact, input: (_, owner) => noteOf(owner) }],
    foreignKeys: [{ ...foreignContact, given, input: (_, owner) => keyOf(owner) }],
    more: {
      create: [
        { title: "by an agent", expect: ["contact_note.created"], as: (s) => s.agent, input: noteOf },
        { title: "to a merged contact", expect: ["contact_note.created"], given: merged, input: noteOf },
        {
          title: "to a contact that does not exist",
          expect: "contact.not_found",
          input: () => ({ contactId: 9e9, content }),
        },
      ],
      update: [
        {
          title: "of a merged contact",
          expect: ["contact_note.updated"],
          given: all(given, merged),
          input: (s) => ({ ...keyOf(s), content: "Evenings" }),
        },
        {
          title: "an agent's, by the administrator",
          expect: "auth.forbidden",
          given: byAgent,
          input: (s) => ({ ...keyOf(s), content: "Evenings" }),
        },
      ],
      delete: [
        {
          title: "one's own",
          expect: ["contact_note.deleted"],
          as: (s) => s.agent,
          given: byAgent,
          input: keyOf,
        },
        {
          title: "an agent's, by the administrator",
          expect: ["contact_note.deleted"],
          given: byAgent,
          input: keyOf,
        },
      ],
    },
  }),
};

export const CONTACT_EXPORT_ENTRIES: Record<string, Entry> = {
  "record-contact-export": entry(recordContactExport)({
    cases: [
      { title: "of a contact", expect: "nothing", input: (s) => ({ contactId: s.contact.id }) },
      {
        title: "by an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        input: (s) => ({ contactId: s.contact.id }),
      },
    ],
    foreign: [
      {
        what: "the contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => ({ contactId: owner.contact.id }),
      },
    ],
  }),
};
