import { deliveredToMember, readByMember } from "@/server/commands/groups/member-positions";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { foreignContact, foreignGroup, given, group, groupOf, ofGroup, ofPlace } from "./states";

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
