import { z } from "zod";
import { createView } from "@/server/commands/create-view";
import { deleteView } from "@/server/commands/delete-view";
import { restoreView } from "@/server/commands/restore-view";
import { updateView } from "@/server/commands/update-view";
import { id } from "@/server/contract/dto";
import { viewText } from "@/server/contract/saved-view";
import { defined } from "@/server/lib/defined";
import { listViews } from "@/server/queries/list-views";
import { memberProcedure, router } from "./trpc";

const named = z.object({ viewId: id });

/** Lists kept under a name: every member has their own, and opens those that are shared. */
export const viewsRouter = router({
  list: memberProcedure.query(({ ctx }) => listViews(ctx.database, ctx.caller)),
  create: memberProcedure
    .input(viewText)
    .mutation(async ({ ctx, input }) => (await ctx.run(createView, ctx.caller, input)).result),
  update: memberProcedure
    .input(viewText.partial().extend(named.shape))
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
