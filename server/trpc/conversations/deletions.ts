import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { changeRetention } from "@/server/commands/deletions/change-retention";
import { confirmDeletion } from "@/server/commands/deletions/confirm-deletion";
import { prepareDeletion } from "@/server/commands/deletions/prepare-deletion";
import { id, wholeAccountDto } from "@/server/contract/_shared/dto";
import { DELETION_IDS_MAX, type DeletionPlanDto, trashQuery } from "@/server/contract/deletion/deletion";
import { findInTrash } from "@/server/queries/deletions/find-in-trash";
import { getDeletion } from "@/server/queries/deletions/get-deletion";
import { getAccount } from "@/server/queries/members/get-account";
import { displayId } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

/** Deleting for ever, and for how long trash is kept; for administrators. */
export const deletionsRouter = router({
  prepare: administratorProcedure
    .input(
      z.union([
        z.strictObject({ displayIds: z.array(displayId).min(1).max(DELETION_IDS_MAX) }),
        z.strictObject({ query: trashQuery }),
        z.strictObject({ contactId: id }),
      ]),
    )
    .mutation(async ({ ctx, input }) => {
      const prepare: Command<typeof input, DeletionPlanDto> = async (tx, what) =>
        prepareDeletion(tx, "query" in what ? await findInTrash(tx, ctx.caller, what.query) : what);
      return (await ctx.run(prepare, ctx.caller, input)).result;
    }),
  confirm: administratorProcedure
    .input(z.object({ token: z.string().min(1).max(200) }))
    .mutation(async ({ ctx, input }) => (await ctx.run(confirmDeletion, ctx.caller, input)).result),
  get: administratorProcedure
    .input(z.object({ operationId: z.uuid() }))
    .query(({ ctx, input }) => getDeletion(ctx.database, ctx.caller, input)),
  retention: administratorProcedure.query(async ({ ctx }) => {
    const { purgeAfterDays } = await getAccount(ctx.database, ctx.caller);
    return { purgeAfterDays };
  }),
  changeRetention: administratorProcedure
    .input(z.object({ purgeAfterDays: wholeAccountDto.shape.purgeAfterDays }))
    .mutation(async ({ ctx, input }) => (await ctx.run(changeRetention, ctx.caller, input)).result),
});
