import {
  addContactNote,
  deleteContactNote,
  updateContactNote,
} from "@/server/commands/contacts/contact-notes";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { recordContactExport } from "@/server/commands/contacts/record-contact-export";
import { createContact } from "@/server/commands/contacts/save-contact";
import { all, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The note of each stage. */
const notes = new WeakMap<Stage, number>();
const noteOf = (s: Stage) => ({ contactId: s.contact.id, noteId: notes.get(s) ?? 0 });
const content = "Prefers the morning";

const given = async (s: Stage) => {
  notes.set(s, (await s.run(addContactNote, { contactId: s.contact.id, content })).result.id);
};
const byAgent = async (s: Stage) => {
  const input = { contactId: s.contact.id, content };
  notes.set(s, (await s.world.run(addContactNote, s.agent, input)).result.id);
};
const deleted = all(given, (s) => s.run(deleteContactNote, noteOf(s)));
const merged = async (s: Stage) => {
  const twin = (await s.run(createContact, { name: "Twin" })).result.contact;
  await s.run(mergeContacts, { contactId: twin.id, otherId: s.contact.id });
};
const foreign = <I>(more: I): ForeignId<{ contactId: number; noteId: number } & I>[] => [
  {
    what: "contact",
    scope: "account",
    expect: "contact.not_found",
    given,
    input: (_, owner) => ({ ...noteOf(owner), ...more }),
  },
  {
    what: "note",
    scope: "account",
    expect: "contact_note.not_found",
    given,
    input: (own, owner) => ({ ...noteOf(owner), contactId: own.contact.id, ...more }),
  },
];

export const CONTACT_NOTE_ENTRIES: Record<string, Entry> = {
  "add-contact-note": entry(addContactNote)({
    cases: [
      {
        title: "a first one",
        expect: ["contact_note.created"],
        as: (s) => s.agent,
        input: (s) => ({ contactId: s.contact.id, content }),
      },
      {
        title: "to a merged contact",
        expect: ["contact_note.created"],
        given: merged,
        input: (s) => ({ contactId: s.contact.id, content }),
      },
      {
        title: "to a contact that does not exist",
        expect: "contact.not_found",
        input: () => ({ contactId: 9e9, content }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, owner) => ({ contactId: owner.contact.id, content }),
      },
    ],
  }),

  "update-contact-note": entry(updateContactNote)({
    cases: [
      {
        title: "its text",
        expect: ["contact_note.updated"],
        given,
        input: (s) => ({ ...noteOf(s), content: "Evenings" }),
      },
      {
        title: "of a merged contact",
        expect: ["contact_note.updated"],
        given: all(given, merged),
        input: (s) => ({ ...noteOf(s), content: "Evenings" }),
      },
      { title: "to the same text", expect: "nothing", given, input: (s) => ({ ...noteOf(s), content }) },
      {
        title: "a deleted one",
        expect: "contact_note.not_found",
        given: deleted,
        input: (s) => ({ ...noteOf(s), content }),
      },
      {
        title: "an agent's, by the administrator",
        expect: "auth.forbidden",
        given: byAgent,
        input: (s) => ({ ...noteOf(s), content: "Evenings" }),
      },
    ],
    foreign: foreign({ content }),
  }),

  "delete-contact-note": entry(deleteContactNote)({
    cases: [
      {
        title: "one's own",
        expect: ["contact_note.deleted"],
        as: (s) => s.agent,
        given: byAgent,
        input: noteOf,
      },
      {
        title: "an agent's, by the administrator",
        expect: ["contact_note.deleted"],
        given: byAgent,
        input: noteOf,
      },
      { title: "twice", expect: "contact_note.not_found", given: deleted, input: noteOf },
      { title: "the administrator's, by an agent", ...forbidden, given, input: noteOf },
    ],
    foreign: foreign({}),
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
