import { removeDemo } from "@/server/commands/members/remove-demo";
import { getDemo } from "@/server/queries/members/get-demo";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

/** The demo's data; for administrators. */
export const demoRouter = router({
  /** What removing it would delete. */
  get: administratorProcedure.query(({ ctx }) => getDemo(ctx.database, ctx.caller)),
  remove: sensitiveProcedure.mutation(async ({ ctx }) => {
    await ctx.run(removeDemo, ctx.caller, {});
  }),
});
