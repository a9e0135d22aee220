import type { Caller } from "@/server/contract/_shared/caller";
import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Db } from "@/server/store/_postgres/db";
import { type AccountSettings, findAccount, findAccountRow } from "@/server/store/members/accounts";
import { type AccountContent, countContent } from "@/server/store/members/first-account";

/** The settings of the caller's account. */
export async function getAccountSettings(
  db: Db,
  { accountId }: Pick<Caller, "accountId">,
): Promise<AccountSettings & { id: number; isDemo: boolean }> {
  const account = await findAccountRow(db, accountId);
  if (!account) throw new Refusal("account.not_found");
  return account;
}

/** The name, logo, time zone and language of the caller's account, for screens. */
export async function getAccountName(db: Db, caller: Caller) {
  const { id, name, isDemo, logoFileId, timeZone, language } = await getAccountSettings(db, caller);
  return { id, name, isDemo, logoFileId, timeZone, language };
}

/** The caller's account with its settings. */
export async function getAccount(db: Db, { accountId }: Caller): Promise<AccountDto> {
  const account = await findAccount(db, accountId);
  if (!account) throw new Refusal("account.not_found");
  return account;
}

/** What removing the demo would delete. */
export const getDemo = (db: Db, { accountId }: Caller): Promise<AccountContent> =>
  countContent(db, accountId);
