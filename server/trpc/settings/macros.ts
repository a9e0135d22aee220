import { z } from "zod";
import { createMacro, deleteMacro, updateMacro } from "@/server/commands/organising/macros";
import { id } from "@/server/contract/_shared/dto";
import { createMacroInput, updateMacroInput } from "@/server/contract/organising/macro";
import { defined } from "@/server/lib/defined";
import { listMacros } from "@/server/queries/organising/list-macros";
import { memberProcedure, router } from "@/server/trpc/trpc";

const macroId = id;

/** Macros: every member has their own, administrators write everybody's. */
export const macrosRouter = router({
  list: memberProcedure.query(({ ctx }) => listMacros(ctx.database, ctx.caller)),
  create: memberProcedure
    .input(createMacroInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(createMacro, ctx.caller, input)).result),
  update: memberProcedure
    .input(updateMacroInput.extend({ macroId }))
    .mutation(
      async ({ ctx, input: { macroId: of, ...patch } }) =>
        (await ctx.run(updateMacro, ctx.caller, { ...defined(patch), macroId: of })).result,
    ),
  remove: memberProcedure
    .input(z.object({ macroId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteMacro, ctx.caller, input)).result),
});
