import type { Command } from "@/server/commands/_run/run";
import { assignConversation } from "@/server/commands/conversations/assign-conversation";
import { assignTeam } from "@/server/commands/conversations/assign-team";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSpam } from "@/server/commands/conversations/mark-spam";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { setPriority } from "@/server/commands/conversations/set-priority";
import { takeOver } from "@/server/commands/conversations/take-over";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { runMacro } from "@/server/commands/organising/run-macro";
import { undoMacro } from "@/server/commands/organising/undo-macro";
import { isRefusal } from "@/server/contract/_shared/refusal";
import {
  assignConversationInput,
  assignTeamInput,
  changeStatusInput,
  moveConversationInput,
  setPriorityInput,
  undoChangesInput,
} from "@/server/contract/conversation/inputs";
import { runMacroInput, undoMacroInput } from "@/server/contract/organising/macro-inputs";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { MemberContext } from "@/server/trpc/context";
import { inConversation } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

type InConversation = { conversation: { displayId: number } };

/**
 * Runs a command on a conversation. Answers its operation, with which it can be undone, or null when nothing changed; and the
 * conversation as it is now, or null when the change hid it from the caller.
 */
async function change<I extends InConversation>(ctx: MemberContext, command: Command<I, unknown>, input: I) {
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
  const row = await getConversation(ctx.database, ctx.caller, input.conversation).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
  return { result, row, operationId: events.length === 0 ? null : operationId };
}

/** Changes of a conversation that screens offer with undo. */
export const changesRouter = router({
  /** Resolves, reopens, marks as pending, or snoozes; without `until` a snooze lasts until the customer writes. */
  status: memberProcedure
    .input(changeStatusInput.safeExtend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, until = null, ...input } }) =>
      change(ctx, changeStatus, { conversation: { displayId }, until, ...input }),
    ),
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
  /** To another inbox. */
  move: memberProcedure
    .input(moveConversationInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, moveConversation, { conversation: { displayId }, ...input }),
    ),
  /** Undoes an operation, unless the conversation has changed again since. */
  undo: memberProcedure
    .input(undoChangesInput.extend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, ...input } }) =>
      change(ctx, undoChanges, { conversation: { displayId }, ...input }),
    ),
  /** Labels it as spam and resolves it. */
  markSpam: memberProcedure
    .input(inConversation)
    .mutation(({ ctx, input }) => change(ctx, markSpam, { conversation: input })),
  /** Opens a pending one and assigns it to the caller. */
  takeOver: memberProcedure
    .input(inConversation)
    .mutation(({ ctx, input }) => change(ctx, takeOver, { conversation: input })),
  /** Moves it to the trash; its status stays. */
  trash: memberProcedure
    .input(inConversation)
    .mutation(({ ctx, input }) => change(ctx, trashConversation, { conversation: input })),
  /** Runs a macro: all of its actions as one operation. */
  runMacro: memberProcedure
    .input(runMacroInput.extend(inConversation.shape))
    .mutation(async ({ ctx, input: { displayId, ...input } }) => {
      const { result, ...changed } = await changeWithResult(ctx, runMacro, {
        conversation: { displayId },
        ...input,
      });
      const { messageIds, draft } = result;
      return { ...changed, messageIds, draft };
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
  restore: memberProcedure
    .input(inConversation)
    .mutation(({ ctx, input }) => change(ctx, restoreConversation, { conversation: input })),
});
