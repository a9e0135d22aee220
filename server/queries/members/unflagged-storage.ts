import type { Caller } from "@/server/contract/_shared/caller";
import type { UnflaggedStorage } from "@/server/domain/message/storage";
import type { Db } from "@/server/store/_postgres/db";
import { findAccount } from "@/server/store/members/accounts";

/** How messages of WuKongIM's API are kept whose header has no `sync_once`. */
export const readUnflaggedStorage = async (db: Db, { accountId }: Caller): Promise<UnflaggedStorage> =>
  (await findAccount(db, accountId))?.messagesWithoutFlags ?? "stored";
