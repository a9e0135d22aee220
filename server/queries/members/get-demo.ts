import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { type AccountContent, countContent } from "@/server/store/members/empty-account";

/** What removing the demo would delete. */
export const getDemo = (db: Db, { accountId }: Caller): Promise<AccountContent> =>
  countContent(db, accountId);
