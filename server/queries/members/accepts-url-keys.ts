import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { findAccount } from "@/server/store/members/accounts";

/** Whether the caller's account accepts API keys in URLs. */
export const acceptsUrlKeys = async (db: Db, { accountId }: Caller): Promise<boolean> =>
  (await findAccount(db, accountId))?.acceptsUrlKeys ?? false;
