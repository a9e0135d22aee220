import type { Caller } from "@/server/contract/_shared/caller";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import type { Db } from "@/server/store/_postgres/db";
import { listCannedReplies as readAll } from "@/server/store/organising/canned-replies";

/** All canned replies of the account by short code; their number is limited. */
export const listCannedReplies = (db: Db, { accountId }: Caller): Promise<CannedReplyDto[]> =>
  readAll(db, accountId, CANNED_REPLIES_MAX);
