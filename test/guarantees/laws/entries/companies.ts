import {
  createCompany,
  deleteCompany,
  releaseCompany,
  updateCompany,
} from "@/server/commands/contacts/companies";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";

const acme = { name: "Acme", domains: ["acme.example"], description: "Orders by the pallet" };
const company = nounOf({
  name: "company",
  create: createCompany,
  valid: () => acme,
  key: (companyId) => ({ companyId }),
});
const { given, keyOf } = company;
const withContact = all(given, (s) => s.run(updateContact, { contactId: s.contact.id, ...keyOf(s) }));
const deleted = all(withContact, (s) => s.run(deleteCompany, keyOf(s)));

export const COMPANY_ENTRIES: Record<string, Entry> = {
  ...company.entries({
    update: updateCompany,
    remove: deleteCompany,
    unique: {
      field: "name",
      refusal: "company.taken",
      twin: () => ({ ...acme, name: "ACME" }),
      rival: { row: { ...acme, name: "Umbrella" }, change: { name: "umbrella" } },
    },
    changes: { "its domains": { domains: ["acme.example", "acme.test"] } },
    agentsMay: ["create", "update"],
    foreign: "it names nothing",
    more: {
      create: [{ title: "by an agent", expect: ["company.created"], as: (s) => s.agent, input: () => acme }],
      update: [
        {
          title: "its name, by an agent",
          expect: ["company.updated"],
          as: (s) => s.agent,
          given,
          input: (s) => ({ ...keyOf(s), name: "Acme II" }),
        },
      ],
      delete: [{ title: "with a contact", expect: ["company.deleted"], given: withContact, input: keyOf }],
    },
  }),

  "release-company": entry(releaseCompany)({
    cases: [
      {
        title: "a deleted one with a contact",
        expect: ["contact.updated"],
        given: deleted,
        input: keyOf,
      },
      {
        title: "one that is not deleted",
        expect: "nothing",
        given: withContact,
        input: keyOf,
      },
    ],
    // The result is null if there is nothing left to release.
    refusedAs: (released) => (released ? null : "company.not_found"),
    foreign: [
      {
        what: "company",
        scope: "account",
        expect: "company.not_found",
        given: deleted,
        input: (_, owner) => keyOf(owner),
      },
    ],
  }),
};
