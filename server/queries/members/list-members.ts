import type { Caller } from "@/server/contract/_shared/caller";
import type { MemberDto } from "@/server/contract/member/member";
import type { Db } from "@/server/store/_postgres/db";
import { listMembers as readMembers } from "@/server/store/_rows/member-rows";

/** The maximum that is listed: a screen shows them in one menu. */
export const MEMBERS_MAX = 500;

/** The members of the caller's account, by name. */
export const listMembers = (db: Db, caller: Caller): Promise<MemberDto[]> =>
  readMembers(db, caller.accountId, MEMBERS_MAX);
