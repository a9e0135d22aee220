import { setAccountLogo } from "@/server/commands/members/set-account-logo";
import { setAccountLogoInput } from "@/server/contract/member/inputs";
import { getAccountName } from "@/server/queries/members/get-account";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

/** The account as its members see it. */
export const accountRouter = router({
  /** Its name and logo. */
  get: memberProcedure.query(({ ctx }) => getAccountName(ctx.database, ctx.caller)),
  setLogo: administratorProcedure
    .input(setAccountLogoInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(setAccountLogo, ctx.caller, input)).result),
});
