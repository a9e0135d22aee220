import { removeDemo, setAccountLogo } from "@/server/commands/members/account";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { updateAccountInput } from "@/server/contract/member/inputs";
import { getAccountName, getDemo } from "@/server/queries/members/account";
import { administratorProcedure, memberProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";
import { changeAccount, changing } from "./account-settings";

/** The account as its members see it. */
export const accountRouter = router({
  /** Its name, logo, time zone and language. */
  get: memberProcedure.query(({ ctx }) => getAccountName(ctx.database, ctx.caller)),
  update: changing("name", "timeZone", "language").input(updateAccountInput).mutation(changeAccount),
  setLogo: changing("logoFileId")
    .input(accountSettingsInput.pick({ logoFileId: true }))
    .mutation(async ({ ctx, input }) => (await ctx.run(setAccountLogo, ctx.caller, input)).result),
});

/** The demo's data; for administrators. */
export const demoRouter = router({
  /** What removing it would delete. */
  get: administratorProcedure.query(({ ctx }) => getDemo(ctx.database, ctx.caller)),
  remove: sensitiveProcedure.mutation(async ({ ctx }) => {
    await ctx.run(removeDemo, ctx.caller, {});
  }),
});
