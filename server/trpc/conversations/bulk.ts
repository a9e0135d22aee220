import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { cancelBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { id } from "@/server/contract/_shared/dto";
import { bulkRequest } from "@/server/contract/conversation/bulk";
import {
  changeRetentionInput,
  confirmDeletionInput,
  type DeletionPlanDto,
  prepareDeletionInput,
} from "@/server/contract/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { findInTrash, getDeletion, listPastDeletions } from "@/server/queries/conversations/deletions";
import {
  findBulkTargets,
  getBulkOperation,
  listBulkItems,
  listPastOperations,
} from "@/server/queries/conversations/list-bulk-operations";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { getAccountSettings } from "@/server/queries/members/account";
import { cursor, limit } from "@/server/trpc/inputs";
import { changeAccount, changing } from "@/server/trpc/settings/account-settings";
import { administratorProcedure, memberProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

const named = z.object({ id });

/** Bulk operations. Events report their progress, too. */
export const bulkRouter = router({
  start: memberProcedure
    .meta({ isExpensive: true })
    .input(bulkRequest)
    .mutation(async ({ ctx, input }) => {
      const { mode, timeoutS } = input;
      if (input.action === "purge") requireRecentAuthentication(ctx.caller, ctx.now());
      // Found in the transaction that freezes them: exactly the query's matches are changed.
      const { result } = await ctx.run(
        async (tx, change) =>
          startBulk(tx, { change, target: await findBulkTargets(tx, ctx.caller, change), mode, timeoutS }),
        ctx.caller,
        input,
      );
      return result;
    }),
  get: memberProcedure
    .input(named)
    .query(({ ctx, input }) => getBulkOperation(ctx.database, ctx.caller, input.id)),
  /** The account's operations of the last 30 days, newest first. */
  list: administratorProcedure
    .input(z.object({ cursor, limit }))
    .query(({ ctx, input }) => listPastOperations(ctx.database, ctx.caller, input)),
  /** The refused items, in order. */
  refused: memberProcedure.input(named.extend({ cursor, limit })).query(({ ctx, input }) =>
    listBulkItems(ctx.database, ctx.caller, {
      bulkId: input.id,
      state: "failed",
      cursor: input.cursor ?? null,
      limit: input.limit,
    }),
  ),
  cancel: memberProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(cancelBulk, ctx.caller, { bulkId: input.id })).result),
});

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
