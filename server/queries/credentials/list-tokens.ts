import type { Caller } from "@/server/contract/_shared/caller";
import type { UsedToken } from "@/server/contract/credentials/token";
import type { Database } from "@/server/store/_postgres/db";
import { listTokens as list } from "@/server/store/credentials/tokens";

/** The maximum that is listed; the oldest are left out. */
export const TOKENS_MAX = 500;

/** The API tokens of the caller's account, newest first; never their secrets. */
export const listTokens = (database: Database, { accountId }: Caller): Promise<UsedToken[]> =>
  list(database, accountId, TOKENS_MAX);
