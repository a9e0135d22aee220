import { z } from "zod";
import { createLabel, deleteLabel, updateLabel } from "@/server/commands/organising/labels";
import { id } from "@/server/contract/_shared/dto";
import { createLabelInput, labelDescription, updateLabelInput } from "@/server/contract/organising/label";
import { defined } from "@/server/lib/defined";
import { countLabelUses, listLabels } from "@/server/queries/organising/organising";
import { typed } from "@/server/trpc/inputs";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ labelId: id });

/** The account's labels: every member adds them to conversations, administrators maintain them. */
export const labelsRouter = router({
  list: memberProcedure.query(({ ctx }) => listLabels(ctx.database, ctx.caller)),
  /** The number of conversations with the label; 1,001 = more than 1,000. */
  uses: administratorProcedure
    .input(named)
    .query(({ ctx, input }) => countLabelUses(ctx.database, ctx.caller, input)),
  create: administratorProcedure
    .input(createLabelInput.extend({ description: typed(labelDescription).default("") }))
    .mutation(async ({ ctx, input }) => (await ctx.run(createLabel, ctx.caller, input)).result),
  update: administratorProcedure
    .input(
      updateLabelInput.extend({
        ...named.shape,
        description: typed(labelDescription).optional(),
      }),
    )
    .mutation(
      async ({ ctx, input: { labelId, ...patch } }) =>
        (await ctx.run(updateLabel, ctx.caller, { ...defined(patch), labelId })).result,
    ),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteLabel, ctx.caller, input)).result),
});
