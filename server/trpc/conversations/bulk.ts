import { z } from "zod";
import { cancelBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import { id } from "@/server/contract/_shared/dto";
import { bulkRequest } from "@/server/contract/conversation/bulk";
import { clientId } from "@/server/contract/message/inputs";
import {
  findBulkTargets,
  getBulkOperation,
  listBulkItems,
  listPastOperations,
} from "@/server/queries/conversations/list-bulk-operations";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { cursor, limit } from "@/server/trpc/inputs";
import { makeOnce } from "@/server/trpc/run-once";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ id });

/** Bulk operations. Events report their progress, too. */
export const bulkRouter = router({
  /** Once per `clientId`, however often it is requested. */
  start: memberProcedure
    .meta({ isExpensive: true })
    .input(z.strictObject({ clientId: clientId.optional() }).and(bulkRequest))
    .mutation(async ({ ctx, input: { clientId: key, ...input } }) => {
      const { mode, timeoutS } = input;
      if (input.action === "purge") requireRecentAuthentication(ctx.caller, ctx.now());
      // Found in the transaction that freezes them: exactly the query's matches are changed.
      const bulkId = await makeOnce(
        ctx,
        async (tx, change) =>
          startBulk(tx, { change, target: await findBulkTargets(tx, ctx.caller, change), mode, timeoutS }),
        input,
        { kind: "bulk", clientId: key, idOf: (bulk) => bulk.id },
      );
      return getBulkOperation(ctx.database, ctx.caller, bulkId);
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
