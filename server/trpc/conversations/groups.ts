import { z } from "zod";
import { addMembers, removeMembers, setMemberRole } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { id } from "@/server/contract/_shared/dto";
import { contactName } from "@/server/contract/contact/inputs";
import { addMembersInput, createGroupInput, setMemberRoleInput } from "@/server/contract/conversation/inputs";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import {
  findConversationMembers,
  getConversationMember,
  listConversationMembers,
} from "@/server/queries/conversations/groups";
import { cursor, displayId, limit, typed } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const inGroup = z.object({ displayId });
const member = inGroup.extend({ contactId: id });

/** Groups and their members, who are customers. */
export const groupsRouter = router({
  create: memberProcedure
    .input(createGroupInput.pick({ inboxId: true, members: true }).extend({ name: typed(contactName) }))
    .mutation(async ({ ctx, input }) => {
      const { result } = await ctx.run(createGroup, ctx.caller, { ...input, startedBy: "agent" });
      return getConversation(ctx.database, ctx.caller, { conversationId: result.conversation.id });
    }),
  /** Those who are in it, in the order in which they joined. */
  members: memberProcedure
    .input(inGroup.extend({ cursor, limit }))
    .query(({ ctx, input: { displayId: inView, ...page } }) =>
      listConversationMembers(ctx.database, ctx.caller, { conversation: { displayId: inView }, ...page }),
    ),
  addMembers: memberProcedure
    .input(addMembersInput.extend(inGroup.shape))
    .mutation(async ({ ctx, input: { displayId: inView, members } }) => {
      const { result } = await ctx.run(addMembers, ctx.caller, {
        conversation: { displayId: inView },
        members,
      });
      const ids = result.members.map((row) => row.id);
      return findConversationMembers(ctx.database, ctx.caller, ids);
    }),
  removeMember: memberProcedure
    .input(member)
    .mutation(async ({ ctx, input: { displayId: inView, contactId } }) => {
      await ctx.run(removeMembers, ctx.caller, {
        conversation: { displayId: inView },
        contactIds: [contactId],
      });
    }),
  setRole: memberProcedure
    .input(setMemberRoleInput.extend(member.shape))
    .mutation(async ({ ctx, input: { displayId: inView, ...change } }) => {
      const conversation = { displayId: inView };
      const { result } = await ctx.run(setMemberRole, ctx.caller, { conversation, ...change });
      return getConversationMember(ctx.database, ctx.caller, result.id);
    }),
});
