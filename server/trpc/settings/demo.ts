import { removeDemo } from "@/server/commands/members/account";
import { getDemo } from "@/server/queries/members/account";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

/** The demo's data; for administrators. */
export const demoRouter = router({
  /** What removing it would delete. */
  get: administratorProcedure.query(({ ctx }) => getDemo(ctx.database, ctx.caller)),
  remove: sensitiveProcedure.mutation(async ({ ctx }) => {
    await ctx.run(removeDemo, ctx.caller, {});
  }),
});
