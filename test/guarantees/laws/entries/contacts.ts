import { createCompany, deleteCompany } from "@/server/commands/contacts/companies";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { createContact, linkContactToInbox, updateContact } from "@/server/commands/contacts/save-contact";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

export const attributes = { b: 1, a: { d: [1, 2], c: "x" } };
const sameInOtherOrder = { a: { c: "x", d: [1, 2] }, b: 1 };
const another = (s: Stage) =>
  s.run(createContact, { name: "Ana", phone: "+34600000001", inboxId: s.inbox.id, sourceId: "ana" });

/** The company of each stage. */
const companies = new WeakMap<Stage, number>();
const companyOf = (s: Stage): number => companies.get(s) ?? 0;
const withCompany = async (s: Stage) => {
  companies.set(s, (await s.run(createCompany, { name: "Acme" })).result.id);
};

export const CONTACT_ENTRIES: Record<string, Entry> = {
  "create-contact": entry(createContact)({
    cases: [
      {
        title: "with attributes",
        expect: ["contact.created"],
        as: (s) => s.agent,
        input: () => ({ name: "Zoë", identifier: "crm-1", customAttributes: attributes }),
      },
      {
        title: "known in an inbox",
        expect: ["contact.created"],
        input: (s) => ({ name: "Zoë", inboxId: s.inbox.id, sourceId: "zoe" }),
      },
      {
        title: "one that exists, where that is wanted",
        expect: "nothing",
        input: (s) => ({ name: "x", email: "LI@example.test", orExisting: true, inboxId: s.inbox.id }),
      },
      {
        title: "with an email that is taken",
        expect: "contact.taken",
        input: () => ({ name: "x", email: "LI@example.test" }),
      },
      {
        title: "under a source id that another has",
        expect: "source_id.taken",
        given: another,
        input: (s) => ({ name: "x", inboxId: s.inbox.id, sourceId: "ana" }),
      },
      {
        title: "an integration's own, by an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        input: () => ({ name: "x", isIntegrationOwn: true }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ name: "x", inboxId: o.inbox.id }),
      },
      {
        what: "company",
        scope: "account",
        expect: "company.not_found",
        given: withCompany,
        input: (_, o) => ({ name: "x", companyId: companyOf(o) }),
      },
    ],
  }),

  "import-contacts": entry(importContacts)({
    cases: [
      {
        title: "one new, one known, one wrong",
        expect: ["contact.created", "contact.updated"],
        input: () => ({
          csv: "name,email,plan\nZoë,zoe@example.test,gold\nLi,LI@example.test,\nX,wrong,",
          dryRun: false,
        }),
      },
      {
        title: "one of a company that exists, and two of a new one",
        expect: ["contact.created", "company.created", "contact.created", "contact.created"],
        given: (s) => s.run(createCompany, { name: "Acme" }),
        input: () => ({
          csv: "email,company\nzoe@example.test,ACME\na@example.test,Zeta\nb@example.test,zeta",
          dryRun: false,
        }),
      },
      {
        title: "dry, of a new company",
        expect: "nothing",
        input: () => ({ csv: "email,company\nzoe@example.test,Zeta", dryRun: true }),
      },
      {
        title: "dry",
        expect: "nothing",
        input: () => ({ csv: "name,email\nZoë,zoe@example.test\nLi,li@example.test", dryRun: true }),
      },
      {
        title: "a second time",
        expect: "nothing",
        given: (s) => s.run(importContacts, { csv: "name,identifier,plan\nZoë,z1,gold", dryRun: false }),
        input: () => ({ csv: "name,identifier,plan\nZoë,z1,gold", dryRun: false }),
      },
      {
        title: "by an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        input: () => ({ csv: "name\nZoë", dryRun: false }),
      },
    ],
    foreign: "a file names no ids; another account's contacts are never read",
  }),

  "update-contact": entry(updateContact)({
    cases: [
      {
        title: "some fields",
        expect: ["contact.updated"],
        as: (s) => s.agent,
        input: (s) => ({ contactId: s.contact.id, name: "Li", isBlocked: true }),
      },
      {
        title: "a custom attribute removed",
        expect: ["contact.updated"],
        given: (s) => s.run(updateContact, { contactId: s.contact.id, customAttributes: attributes }),
        input: (s) => ({ contactId: s.contact.id, remove: ["b"] }),
      },
      {
        title: "to a company",
        expect: ["contact.updated"],
        as: (s) => s.agent,
        given: withCompany,
        input: (s) => ({ contactId: s.contact.id, companyId: companyOf(s) }),
      },
      {
        title: "to a deleted company",
        expect: "company.not_found",
        given: all(withCompany, (s) => s.run(deleteCompany, { companyId: companyOf(s) })),
        input: (s) => ({ contactId: s.contact.id, companyId: companyOf(s) }),
      },
      {
        title: "a typed attribute that does not fit its definition",
        expect: "attribute.invalid",
        given: (s) =>
          s.run(createAttributeDefinition, {
            ...{ model: "contact", key: "code", displayName: "Code", kind: "text", pattern: "^[A-Z]+$" },
          }),
        input: (s) => ({ contactId: s.contact.id, customAttributes: { code: "abc" }, isTyped: true }),
      },
      {
        title: "with the same values",
        expect: "nothing",
        input: (s) => ({ contactId: s.contact.id, name: s.contact.name, customAttributes: {} }),
      },
      {
        title: "with the same attributes in another order",
        expect: "nothing",
        given: (s) => s.run(updateContact, { contactId: s.contact.id, customAttributes: attributes }),
        input: (s) => ({ contactId: s.contact.id, customAttributes: sameInOtherOrder }),
      },
      {
        title: "attributes merged",
        expect: ["contact.updated"],
        given: (s) => s.run(updateContact, { contactId: s.contact.id, customAttributes: attributes }),
        input: (s) => ({ contactId: s.contact.id, merge: { customAttributes: { b: 2 } } }),
      },
      {
        title: "to a phone that is taken",
        expect: "contact.taken",
        given: another,
        input: (s) => ({ contactId: s.contact.id, phone: "+34600000001" }),
      },
      {
        title: "to an integration's own, by an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        input: (s) => ({ contactId: s.contact.id, isIntegrationOwn: true }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (_, o) => ({ contactId: o.contact.id, name: "x" }),
      },
      {
        what: "company",
        scope: "account",
        expect: "company.not_found",
        given: withCompany,
        input: (own, o) => ({ contactId: own.contact.id, companyId: companyOf(o) }),
      },
    ],
  }),

  "link-contact-to-inbox": entry(linkContactToInbox)({
    cases: [
      {
        title: "under a new name, which no DTO shows",
        expect: "nothing",
        input: (s) => ({ contactId: s.contact.id, inboxId: s.inbox.id, sourceId: "li" }),
      },
      {
        title: "under a name that another has",
        expect: "source_id.taken",
        given: another,
        input: (s) => ({ contactId: s.contact.id, inboxId: s.inbox.id, sourceId: "ana" }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        input: (a, o) => ({ contactId: o.contact.id, inboxId: a.inbox.id, sourceId: null }),
      },
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (a, o) => ({ contactId: a.contact.id, inboxId: o.inbox.id, sourceId: null }),
      },
    ],
  }),
};
