import type { Caller } from "@/server/contract/_shared/caller";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import type { Db } from "@/server/store/_postgres/db";
import { listCannedReplies as readAll } from "@/server/store/organising/canned-replies";

/** The account's canned replies by short code: all of them, their number is bounded. */
export const listCannedReplies = (db: Db, { accountId }: Caller): Promise<CannedReplyDto[]> =>
  readAll(db, accountId, CANNED_REPLIES_MAX);
