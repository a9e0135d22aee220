import { createContact } from "@/server/commands/contacts/create-contact";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { linkContactToInbox } from "@/server/commands/contacts/link-contact-to-inbox";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { updateContact } from "@/server/commands/contacts/update-contact";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { MERGED_MEMBER_CASES } from "@/test/guarantees/laws/entries/groups/merges";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { erasing } from "./deletions";

export const attributes = { b: 1, a: { d: [1, 2], c: "x" } };
const sameInOtherOrder = { a: { c: "x", d: [1, 2] }, b: 1 };
const another = (s: Stage) =>
  s.run(createContact, { name: "Ana", phone: "+34600000001", inboxId: s.inbox.id, sourceId: "ana" });

/** A second contact of a stage, by the stage. */
const twins = new WeakMap<Stage, number>();
export const twinOf = (s: Stage): number => twins.get(s) ?? 0;
type More = { email?: string; isIntegrationOwn?: boolean };
export async function twin(s: Stage, more: More = {}): Promise<void> {
  const known = { inboxId: s.inbox.id, sourceId: crypto.randomUUID() };
  const made = await s.run(createContact, { name: "Twin", identifier: known.sourceId, ...known, ...more });
  twins.set(s, made.result.contact.id);
}

/** The twin was merged into the stage's contact. */
const merged = all(twin, (s) => s.run(mergeContacts, { contactId: s.contact.id, otherId: twinOf(s) }));

export const CONTACT_ENTRIES: Record<string, Entry> = {
  "create-contact": entry(createContact)({
    cases: [
      {
        title: "with attributes",
        expect: "events",
        as: (s) => s.agent,
        input: () => ({ name: "Zoë", identifier: "crm-1", customAttributes: attributes }),
      },
      {
        title: "known in an inbox",
        expect: "events",
        input: (s) => ({ name: "Zoë", inboxId: s.inbox.id, sourceId: "zoe" }),
      },
      {
        title: "one that exists, where that is wanted",
        expect: "nothing",
        input: (s) => ({ name: "x", email: "LI@example.test", orExisting: true, inboxId: s.inbox.id }),
      },
      {
        title: "with an e-mail that is taken",
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
    ],
  }),

  "import-contacts": entry(importContacts)({
    cases: [
      {
        title: "one new, one known, one wrong",
        expect: "events",
        input: () => ({
          csv: "name,email,plan\nZoë,zoe@example.test,gold\nLi,LI@example.test,\nX,wrong,",
          dryRun: false,
        }),
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

  "merge-contacts": entry(mergeContacts)({
    cases: [
      {
        title: "one with a phone into one without",
        expect: "events",
        as: (s) => s.agent,
        given: (s) => twin(s),
        input: (s) => ({ contactId: s.contact.id, otherId: twinOf(s) }),
      },
      {
        title: "one with a conversation, into which another was merged before",
        expect: "events",
        given: all(merged, (s) => twin(s, { email: "li.wen@example.test" })),
        input: (s) => ({ contactId: twinOf(s), otherId: s.contact.id }),
      },
      {
        title: "one that is being erased",
        expect: "contact.being_erased",
        given: all(erasing, twin),
        input: (s) => ({ contactId: twinOf(s), otherId: s.contact.id }),
      },
      ...MERGED_MEMBER_CASES,
      {
        title: "into itself",
        expect: "contact.merge_itself",
        input: (s) => ({ contactId: s.contact.id, otherId: s.contact.id }),
      },
      {
        title: "a second time",
        expect: "nothing",
        given: merged,
        input: (s) => ({ contactId: s.contact.id, otherId: twinOf(s) }),
      },
      {
        title: "into a merged contact",
        expect: "contact.not_found",
        given: merged,
        input: (s) => ({ contactId: twinOf(s), otherId: s.contact.id }),
      },
      {
        title: "an integration's own, by an agent",
        expect: "auth.forbidden",
        as: (s) => s.agent,
        given: (s) => twin(s, { isIntegrationOwn: true }),
        input: (s) => ({ contactId: s.contact.id, otherId: twinOf(s) }),
      },
    ],
    foreign: [
      {
        what: "contact",
        scope: "account",
        expect: "contact.not_found",
        given: (s) => twin(s),
        input: (a, o) => ({ contactId: o.contact.id, otherId: twins.get(a) ?? a.contact.id }),
      },
      {
        what: "other contact",
        scope: "account",
        expect: "contact.not_found",
        given: (s) => twin(s),
        input: (a, o) => ({ contactId: a.contact.id, otherId: twinOf(o) }),
      },
    ],
  }),

  "update-contact": entry(updateContact)({
    cases: [
      {
        title: "some fields",
        expect: "events",
        as: (s) => s.agent,
        input: (s) => ({ contactId: s.contact.id, name: "Li", isBlocked: true }),
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
        expect: "events",
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
