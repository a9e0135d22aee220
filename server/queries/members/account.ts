import type { Caller } from "@/server/contract/_shared/caller";
import { LOCALES, type Locale } from "@/server/contract/_shared/constants";
import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Database, Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { findAccount } from "@/server/store/members/accounts";
import { type AccountContent, countContent } from "@/server/store/members/first-account";

/** The name, logo, time zone and language of the caller's account, for screens. */
export async function getAccountName(
  database: Database,
  caller: Caller,
): Promise<{
  id: number;
  name: string;
  isDemo: boolean;
  logoFileId: number | null;
  timeZone: string;
  language: Locale;
}> {
  const account = await prismaOf(database).account.findFirst({
    where: { id: caller.accountId },
    select: { id: true, name: true, isDemo: true, logoFileId: true, timeZone: true, language: true },
  });
  if (!account) throw new Refusal("account.not_found");
  const { id, logoFileId } = account;
  const language = LOCALES.find((locale) => locale === account.language) ?? "en";
  return {
    ...account,
    id: Number(id),
    logoFileId: logoFileId === null ? null : Number(logoFileId),
    language,
  };
}

/** The caller's account with its settings. */
export async function getAccount(db: Db, { accountId }: Caller): Promise<AccountDto> {
  const account = await findAccount(db, accountId);
  if (!account) throw new Refusal("account.not_found");
  return account;
}

/** Whether Chatwoot's API answers the creation of a contact that exists with that contact; else it refuses. */
export const acceptsKnownContacts = async (db: Db, { accountId }: Caller): Promise<boolean> =>
  (await findAccount(db, accountId))?.acceptsKnownContacts ?? false;

/** Whether the caller's account accepts API keys in URLs. */
export const acceptsUrlKeys = async (db: Db, { accountId }: Caller): Promise<boolean> =>
  (await findAccount(db, accountId))?.acceptsUrlKeys ?? false;

/** What removing the demo would delete. */
export const getDemo = (db: Db, { accountId }: Caller): Promise<AccountContent> =>
  countContent(db, accountId);
