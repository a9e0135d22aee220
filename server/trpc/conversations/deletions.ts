import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import {
  changeRetentionInput,
  confirmDeletionInput,
  type DeletionPlanDto,
  prepareDeletionInput,
} from "@/server/contract/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { findInTrash, getDeletion, listPastDeletions } from "@/server/queries/conversations/deletions";
import { getAccountSettings } from "@/server/queries/members/account";
import { cursor, limit } from "@/server/trpc/inputs";
import { changeAccount, changing } from "@/server/trpc/settings/account-settings";
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
    const { purgeAfterDays, receiptMonths } = await getAccountSettings(ctx.database, ctx.caller);
    return { purgeAfterDays, receiptMonths };
  }),
  changeRetention: changing("purgeAfterDays", "receiptMonths")
    .input(changeRetentionInput)
    .mutation(changeAccount),
});
