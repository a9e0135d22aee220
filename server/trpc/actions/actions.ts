import type { inferRouterInputs } from "@trpc/server";
import { changeStatus, markSpam, takeOver } from "@/server/commands/conversations/change-status";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { changePolicy, revertPolicyChange } from "@/server/commands/inboxes/change-policy";
import { id } from "@/server/contract/_shared/dto";
import { changeStatusInput, undoChangesInput } from "@/server/contract/conversation/inputs";
import { changePolicyInput, policyReason, revertPolicyChangeInput } from "@/server/contract/inbox/inputs";
import { defined } from "@/server/lib/defined";
import { change } from "@/server/trpc/conversations/changes";
import { inboxId, inConversation, typedOrNone } from "@/server/trpc/inputs";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const reason = typedOrNone(policyReason);

/**
 * The changes of a status, a lifecycle or a policy that screens make: each by a server action of the same name (`app/_actions`),
 * none through `/api/trpc`. An input is flat: the gate in front of Next lets no other through (`server/http/actions`).
 */
export const actionsRouter = router({
  /** Resolves, reopens, marks as pending, or snoozes; without `until` a snooze lasts until the customer writes. */
  changeStatus: memberProcedure
    .input(changeStatusInput.safeExtend(inConversation.shape))
    .mutation(({ ctx, input: { displayId, until = null, ...input } }) =>
      change(ctx, changeStatus, { conversation: { displayId }, until, ...input }),
    ),
  /** Undoes an operation, unless the conversation has changed again since. */
  undoChanges: memberProcedure
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
  trashConversation: memberProcedure
    .input(inConversation)
    .mutation(({ ctx, input }) => change(ctx, trashConversation, { conversation: input })),
  restoreConversation: memberProcedure
    .input(inConversation)
    .mutation(({ ctx, input }) => change(ctx, restoreConversation, { conversation: input })),
  /** Changes settings that decide statuses. */
  changePolicy: administratorProcedure
    .input(changePolicyInput.shape.settings.extend({ inboxId, reason }))
    .mutation(async ({ ctx, input: { inboxId: changed, reason: why = null, ...settings } }) => {
      const change = { inboxId: changed, settings: defined(settings), reason: why };
      return (await ctx.run(changePolicy, ctx.caller, change)).result;
    }),
  /** Gives a setting the value that it had before a change. */
  revertPolicyChange: administratorProcedure
    .input(revertPolicyChangeInput.extend({ inboxId, changeId: id, reason }))
    .mutation(
      async ({ ctx, input }) =>
        (await ctx.run(revertPolicyChange, ctx.caller, { ...input, reason: input.reason ?? null })).result,
    ),
});

/** The actions as functions, for one caller. */
export type ActionCalls = ReturnType<(typeof actionsRouter)["createCaller"]>;
export type ActionInputs = inferRouterInputs<typeof actionsRouter>;
