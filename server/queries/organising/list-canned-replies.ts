import type { Caller } from "@/server/contract/caller";
import type { CannedReplyDto } from "@/server/contract/canned-reply";
import { CANNED_REPLIES_MAX } from "@/server/domain/canned-reply";
import { listCannedReplies as readAll } from "@/server/store/canned-replies";
import type { Db } from "@/server/store/db";

/** The account's canned replies by short code: all of them, their number is bounded. */
export const listCannedReplies = (db: Db, { accountId }: Caller): Promise<CannedReplyDto[]> =>
  readAll(db, accountId, CANNED_REPLIES_MAX);
