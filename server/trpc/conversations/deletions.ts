import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { changeRetention } from "@/server/commands/deletions/change-retention";
import { confirmDeletion } from "@/server/commands/deletions/confirm-deletion";
import { prepareDeletion } from "@/server/commands/deletions/prepare-deletion";
import type { DeletionPlanDto } from "@/server/contract/deletion/deletion";
import {
  changeRetentionInput,
  confirmDeletionInput,
  prepareDeletionInput,
} from "@/server/contract/deletion/inputs";
import { defined } from "@/server/lib/defined";
import { findInTrash } from "@/server/queries/deletions/find-in-trash";
import { getDeletion } from "@/server/queries/deletions/get-deletion";
import { listPastDeletions } from "@/server/queries/deletions/list-past-deletions";
import { getAccount } from "@/server/queries/members/get-account";
import { cursor, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

/** Permanent deletion, and the retention of trash; for administrators. */
export const deletionsRouter = router({
  prepare: administratorProcedure
    .meta({ isExpensive: true })
    .input(prepareDeletionInput)
    .mutation(async ({ ctx, input }) => {
      const prepare: Command<typeof input, DeletionPlanDto> = async (tx, { query, ...what }) =>
        prepareDeletion(tx, query === undefined ? defined(what) : await findInTrash(tx, ctx.caller, query));
      return (await ctx.run(prepare, ctx.caller, input)).result;
    }),
  confirm: sensitiveProcedure
    .input(confirmDeletionInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(confirmDeletion, ctx.caller, input)).result),
  get: administratorProcedure
    .input(z.object({ operationId: z.uuid() }))
    .query(({ ctx, input }) => getDeletion(ctx.database, ctx.caller, input)),
  /** The account's deletions, newest first, with who has confirmed them. */
  list: administratorProcedure
    .input(z.object({ cursor, limit }))
    .query(({ ctx, input }) => listPastDeletions(ctx.database, ctx.caller, input)),
  retention: administratorProcedure.query(async ({ ctx }) => {
    const { purgeAfterDays, receiptMonths } = await getAccount(ctx.database, ctx.caller);
    return { purgeAfterDays, receiptMonths: receiptMonths ?? 0 };
  }),
  changeRetention: sensitiveProcedure
    .input(changeRetentionInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(changeRetention, ctx.caller, input)).result),
});
