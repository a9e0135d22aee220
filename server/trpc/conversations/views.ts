import { z } from "zod";
import { createView, deleteView, restoreView, updateView } from "@/server/commands/organising/views";
import { id } from "@/server/contract/_shared/dto";
import { createViewInput, updateViewInput } from "@/server/contract/organising/saved-view";
import { defined } from "@/server/lib/defined";
import { listViews } from "@/server/queries/organising/list-views";
import { memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ viewId: id });

/** Saved views: every member has their own and sees the shared ones. */
export const viewsRouter = router({
  list: memberProcedure.query(({ ctx }) => listViews(ctx.database, ctx.caller)),
  create: memberProcedure
    .input(createViewInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(createView, ctx.caller, input)).result),
  update: memberProcedure
    .input(updateViewInput.extend(named.shape))
    .mutation(
      async ({ ctx, input: { viewId, ...patch } }) =>
        (await ctx.run(updateView, ctx.caller, { ...defined(patch), viewId })).result,
    ),
  remove: memberProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteView, ctx.caller, input)).result),
  restore: memberProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(restoreView, ctx.caller, input)).result),
});
