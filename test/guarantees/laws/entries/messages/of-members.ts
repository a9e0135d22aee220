import { updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { removeMembers } from "@/server/commands/groups/change-members";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { all, withPolicy } from "@/test/guarantees/laws/entries/conversations/states";
import { group, groupOf, ofGroup } from "@/test/guarantees/laws/entries/groups/states";
import type { Stage } from "@/test/guarantees/laws/stage";

const fromBo = {
  input: (s: Stage) => ({ ...ofGroup(s), fromContactId: groupOf(s).bo, content: "Tomorrow" }),
};
const resolve = (s: Stage) => s.run(changeStatus, { ...ofGroup(s), signal: "resolve" });

/** Messages of a group's members. */
export const MEMBER_CASES = [
  { ...fromBo, title: "of a member of a group", expect: ["message.created"] as const, given: group },
  {
    ...fromBo,
    title: "of a member of a resolved group, which is not diverted",
    expect: ["message.created", "conversation.status_changed"] as const,
    given: all(withPolicy({ onMessageAfterResolve: "newConversation" }), group, resolve),
  },
  {
    ...fromBo,
    title: "of a blocked member of a resolved group",
    expect: ["message.created"] as const,
    given: all(group, resolve, (s) => s.run(updateContact, { contactId: groupOf(s).bo, isBlocked: true })),
  },
  {
    title: "of a member, under the client id of another member",
    expect: ["message.created"] as const,
    given: async (s: Stage) => {
      await group(s);
      const fromOwner = { ...ofGroup(s), fromContactId: s.contact.id, content: "Mine", clientId: "1" };
      await s.run(receiveMessage, fromOwner);
    },
    input: (s: Stage) => ({
      ...ofGroup(s),
      fromContactId: groupOf(s).bo,
      content: "Not mine",
      clientId: "1",
    }),
  },
  {
    ...fromBo,
    title: "of who left the group",
    expect: "conversation_member.not_found" as const,
    given: all(group, (s) => s.run(removeMembers, { ...ofGroup(s), contactIds: [groupOf(s).bo] })),
  },
  {
    title: "of who never was in the group",
    expect: "conversation_member.not_found" as const,
    given: group,
    input: (s: Stage) => ({ ...ofGroup(s), fromContactId: groupOf(s).chen, content: "Hi" }),
  },
];

/** Sends into the stage's group, with an undo window. */
export const sendToGroup = async (s: Stage): Promise<number> => {
  await group(s);
  return (await s.run(sendMessage, { ...ofGroup(s), content: "In a moment", holdMs: 8_000 })).result.message
    .id;
};
