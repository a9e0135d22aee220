import { recordContactExport } from "@/server/commands/contacts/record-contact-export";
import { type Entry, entry } from "@/test/guarantees/laws/entry";

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
