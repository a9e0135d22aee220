import { createContact } from "@/server/commands/contacts/save-contact";
import { trashConversation } from "@/server/commands/conversations/trash";
import { deliveredToMember, readByMember } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

type Group = { contact: ContactDto["id"]; conversation: ConversationRow; bo: number; chen: number };

/** The group of each stage: its contact and Bo are members, Chen is not. */
const groups = new WeakMap<Stage, Group>();
export function groupOf(stage: Stage): Group {
  const group = groups.get(stage);
  if (!group) throw new Error("given `group`");
  return group;
}
const personNamed = async (s: Stage, name: string) =>
  (await s.run(createContact, { name })).result.contact.id;

/** Makes the stage's group, with three numbers in its history: the notice, and two messages of an agent. */
export const group = async (s: Stage): Promise<void> => {
  const [bo, chen] = [await personNamed(s, "Bo"), await personNamed(s, "Chen")];
  const members = [{ contactId: s.contact.id, role: "owner" as const }, { contactId: bo }];
  const { result } = await s.run(createGroup, {
    inboxId: s.inbox.id,
    name: "Allotment",
    members,
    startedBy: "other",
  });
  const made = { conversationId: result.conversation.id };
  for (const content of ["Water?", "Now?"]) await s.run(sendMessage, { conversation: made, content });
  groups.set(s, { contact: result.contact.id, conversation: result.conversation, bo, chen });
};
/** The stage's group, or its conversation where it has none. */
export const ofPlace = (s: Stage) => (groups.has(s) ? ofGroup(s) : { conversation: conversation(s) });
export const ofGroup = (s: Stage) => ({ conversation: { conversationId: groupOf(s).conversation.id } });
export const trashed = async (s: Stage) => {
  await group(s);
  await s.run(trashConversation, ofGroup(s));
};
export const given = { given: group };

/** The group of the input is another account's, whose contact is its member. */
export const foreignGroup = <I>(
  input: (own: Stage, ref: { conversation: { conversationId: number } }) => I,
): ForeignId<I>[] => [
  {
    what: "conversation",
    scope: "inbox",
    expect: "conversation.not_found",
    given: group,
    input: (own, owner) => input(own, ofGroup(owner)),
  },
];

/** A contact of the input is another account's. */
export const foreignContact = <I>(
  input: (own: Stage, contactId: number) => I,
  code: ForeignId<I>["expect"] = "conversation_member.not_found",
): ForeignId<I>[] => [
  {
    what: "contact",
    scope: "account",
    expect: code,
    given: group,
    input: (own, owner) => input(own, owner.contact.id),
  },
];

export const POSITION_ENTRIES: Record<string, Entry> = {
  "read-by-member": entry(readByMember)({
    cases: [
      {
        title: "as the last one",
        expect: ["message.status_changed"],
        given: async (s) => {
          await group(s);
          await s.run(readByMember, { ...ofGroup(s), contactId: groupOf(s).bo, upTo: 3 });
        },
        input: (s) => ({ ...ofGroup(s), contactId: s.contact.id, upTo: 2 }),
      },
      {
        ...given,
        title: "while another has not",
        expect: "nothing",
        input: (s) => ({ ...ofGroup(s), contactId: s.contact.id, upTo: 99 }),
      },
      {
        title: "up to less than before",
        expect: "nothing",
        given: async (s) => {
          await group(s);
          await s.run(readByMember, { ...ofGroup(s), contactId: s.contact.id, upTo: 2 });
        },
        input: (s) => ({ ...ofGroup(s), contactId: s.contact.id, upTo: 1 }),
      },
      {
        ...given,
        title: "by who is not in it",
        expect: "conversation_member.not_found",
        input: (s) => ({ ...ofGroup(s), contactId: groupOf(s).chen, upTo: 1 }),
      },
    ],
    foreign: [
      ...foreignGroup((own, ref) => ({ ...ref, contactId: own.contact.id, upTo: 1 })),
      ...foreignContact((own, contactId) => ({ ...ofPlace(own), contactId, upTo: 1 })),
    ],
  }),

  "delivered-to-member": entry(deliveredToMember)({
    cases: [
      {
        title: "as to the last one",
        expect: ["message.status_changed"],
        given: async (s) => {
          await group(s);
          await s.run(readByMember, { ...ofGroup(s), contactId: groupOf(s).bo, upTo: 2 });
        },
        input: (s) => ({ ...ofGroup(s), contactId: s.contact.id, upTo: 3 }),
      },
      {
        ...given,
        title: "while not to another",
        expect: "nothing",
        input: (s) => ({ ...ofGroup(s), contactId: s.contact.id, upTo: 3 }),
      },
      {
        ...given,
        title: "who is not in it",
        expect: "conversation_member.not_found",
        input: (s) => ({ ...ofGroup(s), contactId: groupOf(s).chen, upTo: 1 }),
      },
    ],
    foreign: [
      ...foreignGroup((own, ref) => ({ ...ref, contactId: own.contact.id, upTo: 1 })),
      ...foreignContact((own, contactId) => ({ ...ofPlace(own), contactId, upTo: 1 })),
    ],
  }),
};
