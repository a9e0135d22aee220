import type { Caller } from "@/server/contract/_shared/caller";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { Database } from "@/server/store/_postgres/db";
import { listTokens as list } from "@/server/store/credentials/tokens";

/** More tokens than this are cut here, the oldest first. */
export const TOKENS_MAX = 500;

/** The API tokens of the caller's account, newest first; never their secrets. */
export const listTokens = (database: Database, { accountId }: Caller): Promise<TokenDto[]> =>
  list(database, accountId, TOKENS_MAX);
