import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { assignConversation, assignTeam } from "@/server/commands/conversations/assign";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { setPriority, setSubject } from "@/server/commands/conversations/set-fields";
import { addMembers, removeMembers, setMemberRole } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { runMacro, undoMacro } from "@/server/commands/organising/macros";
import { id } from "@/server/contract/_shared/dto";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { contactName } from "@/server/contract/contact/inputs";
import {
  addMembersInput,
  assignConversationInput,
  assignTeamInput,
  createGroupInput,
  moveConversationInput,
  setMemberRoleInput,
  setPriorityInput,
  setSubjectInput,
} from "@/server/contract/conversation/inputs";
import { clientId } from "@/server/contract/message/inputs";
import { runMacroInput, undoMacroInput } from "@/server/contract/organising/macro";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import {
  findConversationMembers,
  getConversationMember,
  listConversationMembers,
} from "@/server/queries/conversations/groups";
import type { MemberContext } from "@/server/trpc/context";
import { cursor, displayId, inConversation, limit, typed } from "@/server/trpc/inputs";
import { makeOnce, runOnce } from "@/server/trpc/run-once";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** Changes of a conversation that screens offer with undo. Those of its status or lifecycle are actions: `actions/actions.ts`. */
export const changesRouter = router({
  /** To a member, or with null to nobody. */
  assign: memberProcedure
    .input(assignConversationInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, assignConversation, { conversation: { displayId }, ...input }),
    ),
  /** To a team, or with null to none. */
  assignTeam: memberProcedure
    .input(assignTeamInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, assignTeam, { conversation: { displayId }, ...input }),
    ),
  setPriority: memberProcedure
    .input(setPriorityInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, setPriority, { conversation: { displayId }, ...input }),
    ),
  setSubject: memberProcedure
    .input(setSubjectInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, setSubject, { conversation: { displayId }, ...input }),
    ),
  /** To another inbox. */
  move: memberProcedure
    .input(moveConversationInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, moveConversation, { conversation: { displayId }, ...input }),
    ),
  /** Runs a macro: all of its actions as one operation; once per `clientId`, however often it is requested. */
  runMacro: memberProcedure
    .input(runMacroInput.extend({ ...inConversation.shape, clientId: clientId.optional() }))
    .mutation(async ({ ctx, input: { displayId, clientId: key, ...input } }) => {
      const conversation = { displayId };
      const done = await runOnce(
        ctx,
        async (tx, run) => {
          const { messageIds, draft } = await runMacro(tx, run);
          return { operationId: tx.pendingEvents.length === 0 ? null : tx.operationId, messageIds, draft };
        },
        { conversation, ...input },
        {
          kind: "macro",
          clientId: key,
          // Neither the day nor the newest message that was seen makes it another run.
          sameness: { displayId, macroId: input.macroId },
          answerOf: (result) => result,
          schema: macroDone,
        },
      );
      return { ...done, row: await rowIfVisible(ctx, conversation) };
    }),
  /** Undoes the run of a macro; `left`: the messages that reached the customer. */
  undoMacro: memberProcedure
    .input(undoMacroInput.extend(inConversation.shape))
    .mutation(async ({ ctx, input: { displayId, ...input } }) => {
      const { result, ...changed } = await changeWithResult(ctx, undoMacro, {
        conversation: { displayId },
        ...input,
      });
      return { ...changed, left: result.left };
    }),
});

type InConversation = { conversation: { displayId: number } };

/**
 * Runs a command on a conversation. Answers its operation, with which it can be undone, or null when nothing changed; and the
 * conversation as it is now, or null when the change hid it from the caller.
 */
export async function change<I extends InConversation>(
  ctx: MemberContext,
  command: Command<I, unknown>,
  input: I,
) {
  const { row, operationId } = await changeWithResult(ctx, command, input);
  return { row, operationId };
}

/** The same, with the result of the command. */
async function changeWithResult<I extends InConversation, R>(
  ctx: MemberContext,
  command: Command<I, R>,
  input: I,
) {
  const { result, events, operationId } = await ctx.run(command, ctx.caller, input);
  const row = await rowIfVisible(ctx, input.conversation);
  return { result, row, operationId: events.length === 0 ? null : operationId };
}

function rowIfVisible(ctx: MemberContext, conversation: InConversation["conversation"]) {
  return getConversation(ctx.database, ctx.caller, conversation).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
}

const macroDone = z.object({
  operationId: z.uuid().nullable(),
  messageIds: z.array(id),
  draft: z.string().nullable(),
});

const inGroup = z.object({ displayId });
const member = inGroup.extend({ contactId: id });

/** Groups and their members, who are customers. */
export const groupsRouter = router({
  /** Begins one: once per `clientId`, however often it is requested. */
  create: memberProcedure
    .input(
      createGroupInput
        .pick({ inboxId: true, members: true })
        .extend({ name: typed(contactName), clientId: clientId.optional() }),
    )
    .mutation(async ({ ctx, input: { clientId: key, ...group } }) => {
      const conversationId = await makeOnce(
        ctx,
        createGroup,
        { ...group, startedBy: "agent" },
        { kind: "group", clientId: key, idOf: ({ conversation }) => conversation.id },
      );
      return getConversation(ctx.database, ctx.caller, { conversationId });
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
