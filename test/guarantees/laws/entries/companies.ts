import {
  createCompany,
  deleteCompany,
  releaseCompany,
  updateCompany,
} from "@/server/commands/contacts/companies";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { all, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The company of each stage. */
const made = new WeakMap<Stage, number>();
const idOf = (s: Stage): number => made.get(s) ?? 0;
const acme = { name: "Acme", domains: ["acme.example"], description: "Orders by the pallet" };

const given = async (s: Stage) => {
  made.set(s, (await s.run(createCompany, acme)).result.id);
};
const withContact = all(given, (s) => s.run(updateContact, { contactId: s.contact.id, companyId: idOf(s) }));
const deleted = all(withContact, (s) => s.run(deleteCompany, { companyId: idOf(s) }));
const foreign = <I>(input: (companyId: number) => I): ForeignId<I>[] => [
  {
    what: "company",
    scope: "account",
    expect: "company.not_found",
    given,
    input: (_, owner) => input(idOf(owner)),
  },
];

export const COMPANY_ENTRIES: Record<string, Entry> = {
  "create-company": entry(createCompany)({
    cases: [
      { title: "a first one", expect: ["company.created"], as: (s) => s.agent, input: () => acme },
      {
        title: "under the name of a deleted one",
        expect: ["company.created"],
        given: deleted,
        input: () => acme,
      },
      {
        title: "under a name that another has in another case",
        expect: "company.taken",
        given,
        input: () => ({ ...acme, name: "ACME" }),
      },
    ],
    foreign: "it names nothing",
  }),

  "update-company": entry(updateCompany)({
    cases: [
      {
        title: "its domains",
        expect: ["company.updated"],
        as: (s) => s.agent,
        given,
        input: (s) => ({ companyId: idOf(s), domains: ["acme.example", "acme.test"] }),
      },
      { title: "to the same", expect: "nothing", given, input: (s) => ({ companyId: idOf(s), ...acme }) },
      {
        title: "a deleted one",
        expect: "company.not_found",
        given: deleted,
        input: (s) => ({ companyId: idOf(s), name: "Acme II" }),
      },
    ],
    foreign: foreign((companyId) => ({ companyId, name: "x" })),
  }),

  "delete-company": entry(deleteCompany)({
    cases: [
      {
        title: "with a contact",
        expect: ["company.deleted"],
        given: withContact,
        input: (s) => ({ companyId: idOf(s) }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ companyId: idOf(s) }) },
    ],
    foreign: foreign((companyId) => ({ companyId })),
  }),

  "release-company": entry(releaseCompany)({
    cases: [
      {
        title: "a deleted one with a contact",
        expect: ["contact.updated"],
        given: deleted,
        input: (s) => ({ companyId: idOf(s) }),
      },
      {
        title: "one that is not deleted",
        expect: "nothing",
        given: withContact,
        input: (s) => ({ companyId: idOf(s) }),
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
        input: (_, owner) => ({ companyId: idOf(owner) }),
      },
    ],
  }),
};
