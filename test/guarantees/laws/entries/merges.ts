import { addContactNote } from "@/server/commands/contacts/contact-notes";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { addMembers, removeMembers, setMemberRole } from "@/server/commands/groups/change-members";
import { labelContact } from "@/server/commands/organising/labels";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { group, groupOf, ofGroup } from "@/test/guarantees/laws/entries/groups/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { erasing } from "./deletions";

const removeBo = (s: Stage) => s.run(removeMembers, { ...ofGroup(s), contactIds: [groupOf(s).bo] });
const addChen = (s: Stage) =>
  s.run(addMembers, { ...ofGroup(s), members: [{ contactId: groupOf(s).chen, role: "admin" as const }] });
const promoteBo = (s: Stage) =>
  s.run(setMemberRole, { ...ofGroup(s), contactId: groupOf(s).bo, role: "owner" as const });

const intoChen = { input: (s: Stage) => ({ contactId: groupOf(s).chen, otherId: groupOf(s).bo }) };

/** Merges of contacts who are members of a group. */
const MERGED_MEMBER_CASES = [
  {
    ...intoChen,
    title: "a member into one who is none",
    expect: ["contact.merged", "conversation_member.updated"] as const,
    given: group,
  },
  {
    ...intoChen,
    title: "a member into another",
    expect: ["contact.merged", "conversation_member.left"] as const,
    given: all(group, addChen),
  },
  {
    ...intoChen,
    title: "an owner into a member of less rights",
    expect: ["contact.merged", "conversation_member.left", "conversation_member.updated"] as const,
    given: all(group, addChen, promoteBo),
  },
  {
    title: "a member into one who left",
    expect: ["contact.merged", "conversation_member.left", "conversation_member.joined"] as const,
    given: all(group, addChen, removeBo),
    input: (s: Stage) => ({ contactId: groupOf(s).bo, otherId: groupOf(s).chen }),
  },
  {
    ...intoChen,
    title: "one who left into a member",
    expect: ["contact.merged"] as const,
    given: all(group, addChen, removeBo),
  },
  {
    title: "a group",
    expect: "contact.is_group" as const,
    given: group,
    input: (s: Stage) => ({ contactId: s.contact.id, otherId: groupOf(s).contact }),
  },
];

/** A second contact of a stage, by the stage. */
const twins = new WeakMap<Stage, number>();
export const twinOf = (s: Stage): number => twins.get(s) ?? 0;
export async function twin(
  s: Stage,
  more: { email?: string; isIntegrationOwn?: boolean } = {},
): Promise<void> {
  const known = { inboxId: s.inbox.id, sourceId: crypto.randomUUID() };
  const made = await s.run(createContact, { name: "Twin", identifier: known.sourceId, ...known, ...more });
  twins.set(s, made.result.contact.id);
}

/** The stage's contact has a note, and a label. */
const noted = (s: Stage) => s.run(addContactNote, { contactId: s.contact.id, content: "Calls back" });
const labelled = (s: Stage) => s.run(labelContact, { contactId: s.contact.id, add: ["vip"] });

/** The twin was merged into the stage's contact. */
const merged = all(twin, (s) => s.run(mergeContacts, { contactId: s.contact.id, otherId: twinOf(s) }));

export const MERGE_ENTRIES: Record<string, Entry> = {
  "merge-contacts": entry(mergeContacts)({
    cases: [
      {
        title: "one with a phone into one without",
        expect: ["contact.merged", "contact.updated"],
        as: (s) => s.agent,
        given: (s) => twin(s),
        input: (s) => ({ contactId: s.contact.id, otherId: twinOf(s) }),
      },
      {
        title: "one with a conversation, into which another was merged before",
        expect: ["contact.merged", "contact.merged", "conversation.updated"],
        given: all(merged, (s) => twin(s, { email: "li.wen@example.test" })),
        input: (s) => ({ contactId: twinOf(s), otherId: s.contact.id }),
      },
      {
        title: "one with a note and a label",
        expect: ["contact.merged", "contact.updated", "contact_note.updated", "conversation.updated"],
        given: all(twin, noted, labelled),
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
};
