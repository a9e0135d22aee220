import { z } from "zod";
import { cancelBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import { id } from "@/server/contract/_shared/dto";
import { bulkRequest } from "@/server/contract/conversation/bulk";
import {
  findBulkTargets,
  getBulkOperation,
  listBulkItems,
  listPastOperations,
} from "@/server/queries/conversations/list-bulk-operations";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { cursor, limit } from "@/server/trpc/inputs";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

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
