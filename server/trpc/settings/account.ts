import { setAccountLogo, updateAccount } from "@/server/commands/members/account";
import { setAccountLogoInput, updateAccountInput } from "@/server/contract/member/inputs";
import { getAccountName } from "@/server/queries/members/account";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

/** The account as its members see it. */
export const accountRouter = router({
  /** Its name, logo, time zone and language. */
  get: memberProcedure.query(({ ctx }) => getAccountName(ctx.database, ctx.caller)),
  update: administratorProcedure
    .input(updateAccountInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(updateAccount, ctx.caller, input)).result),
  setLogo: administratorProcedure
    .input(setAccountLogoInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(setAccountLogo, ctx.caller, input)).result),
});
