import { addMembers, removeMembers, setMemberRole } from "@/server/commands/groups/change-members";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import type { Stage } from "@/test/guarantees/laws/stage";
import { group, groupOf, ofGroup } from "./states";

const removeBo = (s: Stage) => s.run(removeMembers, { ...ofGroup(s), contactIds: [groupOf(s).bo] });
const addChen = (s: Stage) =>
  s.run(addMembers, { ...ofGroup(s), members: [{ contactId: groupOf(s).chen, role: "admin" as const }] });
const promoteBo = (s: Stage) =>
  s.run(setMemberRole, { ...ofGroup(s), contactId: groupOf(s).bo, role: "owner" as const });

const intoChen = { input: (s: Stage) => ({ contactId: groupOf(s).chen, otherId: groupOf(s).bo }) };

/** Merges of contacts who are members of a group. */
export const MERGED_MEMBER_CASES = [
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
