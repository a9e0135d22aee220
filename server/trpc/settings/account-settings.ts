import { removeDemo, setAccountLogo, updateAccount } from "@/server/commands/members/account";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { type AccountSettingName, needsRecentPassword } from "@/server/contract/_shared/setting-constants";
import { updateAccountInput } from "@/server/contract/member/inputs";
import { getAccountName, getAccountSettings, getDemo } from "@/server/queries/members/account";
import type { MemberContext } from "@/server/trpc/context";
import { administratorProcedure, memberProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

type AccountSettings = Awaited<ReturnType<typeof getAccountSettings>>;

/** Reads a setting of the account, for administrators. */
export const accountSetting = <S extends AccountSettingName>(setting: S) =>
  administratorProcedure.query(
    async ({ ctx }): Promise<AccountSettings[S]> =>
      (await getAccountSettings(ctx.database, ctx.caller))[setting],
  );

/** The procedure that may change these settings. */
export const changing = (...settings: AccountSettingName[]): typeof administratorProcedure =>
  needsRecentPassword(settings) ? sensitiveProcedure : administratorProcedure;

/** Changes the settings of an input. */
export const changeAccount = async ({
  ctx,
  input,
}: {
  ctx: MemberContext;
  input: Parameters<typeof updateAccount>[1];
}) => (await ctx.run(updateAccount, ctx.caller, input)).result;

/** The account as its members see it. */
export const accountRouter = router({
  /** Its name, logo, time zone and language. */
  get: memberProcedure.query(({ ctx }) => getAccountName(ctx.database, ctx.caller)),
  update: changing("name", "timeZone", "language").input(updateAccountInput).mutation(changeAccount),
  assignsOnReply: accountSetting("assignsOnReply"),
  changeAssignsOnReply: changing("assignsOnReply")
    .input(accountSettingsInput.pick({ assignsOnReply: true }))
    .mutation(changeAccount),
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
