import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import {
  addMembers,
  readByMember,
  removeMembers,
  setMemberRole,
} from "@/server/commands/groups/change-members";
import { type CreateGroup, createGroup } from "@/server/commands/groups/create-group";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import {
  foreignContact,
  foreignGroup,
  given,
  group,
  groupOf,
  ofGroup,
  POSITION_ENTRIES,
  trashed,
} from "./states";

const create = (s: Stage, more: Partial<CreateGroup> = {}): CreateGroup => ({
  inboxId: s.inbox.id,
  name: "Family",
  members: [{ contactId: s.contact.id, role: "owner" }],
  startedBy: "other",
  ...more,
});

export const GROUP_ENTRIES: Record<string, Entry> = {
  ...POSITION_ENTRIES,
  "create-group": entry(createGroup)({
    cases: [
      {
        title: "with members",
        expect: [
          "contact.created",
          "conversation.created",
          "conversation_member.joined",
          "conversation_member.joined",
          "message.created",
        ],
        given: group,
        input: (s) =>
          create(s, {
            sourceId: "group-7",
            members: [{ contactId: s.contact.id, role: "owner" }, { contactId: groupOf(s).bo }],
            customAttributes: { season: "spring" },
          }),
      },
      {
        title: "without members",
        expect: ["contact.created", "conversation.created"],
        input: (s) => create(s, { members: [] }),
      },
      {
        title: "with one member mentioned twice",
        expect: ["contact.created", "conversation.created", "conversation_member.joined", "message.created"],
        input: (s) =>
          create(s, { members: [{ contactId: s.contact.id }, { contactId: s.contact.id, role: "admin" }] }),
      },
      {
        title: "under a source id that another contact has",
        expect: "source_id.taken",
        given: (s) => s.run(createGroup, create(s, { sourceId: "taken" })),
        input: (s) => create(s, { sourceId: "taken" }),
      },
      {
        ...given,
        title: "with a group as its member",
        expect: "contact.is_group",
        input: (s) => create(s, { members: [{ contactId: groupOf(s).contact }] }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (own, owner) => create(own, { inboxId: owner.inbox.id, members: [] }),
      },
      ...foreignContact((own, contactId) => create(own, { members: [{ contactId }] }), "contact.not_found"),
    ],
  }),

  "add-members": entry(addMembers)({
    cases: [
      {
        ...given,
        title: "a new one",
        expect: ["conversation_member.joined", "message.created"],
        input: (s) => ({ ...ofGroup(s), members: [{ contactId: groupOf(s).chen, role: "admin" }] }),
      },
      {
        title: "one who left, with a new one",
        expect: ["conversation_member.joined", "conversation_member.joined", "message.created"],
        given: async (s) => {
          await group(s);
          await s.run(removeMembers, { ...ofGroup(s), contactIds: [groupOf(s).bo] });
        },
        input: (s) => ({
          ...ofGroup(s),
          members: [{ contactId: groupOf(s).chen }, { contactId: groupOf(s).bo }],
        }),
      },
      {
        ...given,
        title: "who is in it",
        expect: "nothing",
        input: (s) => ({ ...ofGroup(s), members: [{ contactId: groupOf(s).bo, role: "admin" }] }),
      },
      {
        title: "by the id of a contact that was merged into a member",
        expect: "nothing",
        given: async (s) => {
          await group(s);
          await s.run(mergeContacts, { contactId: groupOf(s).bo, otherId: groupOf(s).chen });
        },
        input: (s) => ({ ...ofGroup(s), members: [{ contactId: groupOf(s).chen }] }),
      },
      {
        ...given,
        title: "the group itself",
        expect: "contact.is_group",
        input: (s) => ({ ...ofGroup(s), members: [{ contactId: groupOf(s).contact }] }),
      },
      {
        title: "to a conversation of one customer",
        expect: "conversation.no_group",
        input: (s) => ({ conversation: conversation(s), members: [{ contactId: s.contact.id }] }),
      },
      {
        title: "to one in the trash",
        expect: "conversation.trashed",
        given: trashed,
        input: (s) => ({ ...ofGroup(s), members: [{ contactId: groupOf(s).chen }] }),
      },
    ],
    foreign: [...foreignGroup((own, ref) => ({ ...ref, members: [{ contactId: own.contact.id }] }))],
  }),

  "remove-members": entry(removeMembers)({
    cases: [
      {
        ...given,
        title: "one",
        expect: ["conversation_member.left", "message.created"],
        input: (s) => ({ ...ofGroup(s), contactIds: [groupOf(s).bo] }),
      },
      {
        ...given,
        title: "who leave by themselves",
        expect: ["conversation_member.left", "conversation_member.left", "message.created"],
        input: (s) => ({ ...ofGroup(s), contactIds: [groupOf(s).bo, s.contact.id], isLeaving: true }),
      },
      {
        title: "the last one who had not read",
        expect: ["conversation_member.left", "message.status_changed", "message.created"],
        given: async (s) => {
          await group(s);
          await s.run(readByMember, { ...ofGroup(s), contactId: s.contact.id, upTo: 2 });
        },
        input: (s) => ({ ...ofGroup(s), contactIds: [groupOf(s).bo] }),
      },
      {
        title: "who left before",
        expect: "nothing",
        given: async (s) => {
          await group(s);
          await s.run(removeMembers, { ...ofGroup(s), contactIds: [groupOf(s).bo] });
        },
        input: (s) => ({ ...ofGroup(s), contactIds: [groupOf(s).bo] }),
      },
      {
        ...given,
        title: "who never was in it",
        expect: "conversation_member.not_found",
        input: (s) => ({ ...ofGroup(s), contactIds: [groupOf(s).chen] }),
      },
      {
        title: "of one in the trash",
        expect: "conversation.trashed",
        given: trashed,
        input: (s) => ({ ...ofGroup(s), contactIds: [groupOf(s).bo] }),
      },
    ],
    foreign: foreignGroup((own, ref) => ({ ...ref, contactIds: [own.contact.id] })),
  }),

  "set-member-role": entry(setMemberRole)({
    cases: [
      {
        ...given,
        title: "another",
        expect: ["conversation_member.updated"],
        input: (s) => ({ ...ofGroup(s), contactId: groupOf(s).bo, role: "admin" }),
      },
      {
        ...given,
        title: "the same",
        expect: "nothing",
        input: (s) => ({ ...ofGroup(s), contactId: groupOf(s).bo, role: "member" }),
      },
      {
        ...given,
        title: "of who is not in it",
        expect: "conversation_member.not_found",
        input: (s) => ({ ...ofGroup(s), contactId: groupOf(s).chen, role: "admin" }),
      },
    ],
    foreign: foreignGroup((own, ref) => ({
      ...ref,
      contactId: own.contact.id,
      role: "admin" as const,
    })),
  }),
};
