import { updateAccount } from "@/server/commands/members/account";
import { type AccountSettingName, needsRecentPassword } from "@/server/contract/_shared/setting-constants";
import { getAccountSettings } from "@/server/queries/members/account";
import type { MemberContext } from "@/server/trpc/context";
import { administratorProcedure, sensitiveProcedure } from "@/server/trpc/trpc";

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
