import type { Caller } from "@/server/contract/_shared/caller";
import type { MemberDto } from "@/server/contract/member/member";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { listMembers as readMembers } from "@/server/store/_rows/member-rows";
import { listLastSeen } from "@/server/store/credentials/sessions";

/** The maximum that is listed: a screen shows them in one menu. */
export const MEMBERS_MAX = 500;

/**
 * When the members were last seen, to five minutes. A member without a session of the last days is left out. Administrators
 * only.
 */
export async function listMembersLastSeen(
  db: Db,
  caller: Caller,
): Promise<{ userId: number; lastSeenAt: string }[]> {
  administratorsOnly(caller);
  const rows = await listLastSeen(db, caller.accountId, MEMBERS_MAX);
  return rows.map(({ userId, lastSeenAt }) => ({ userId, lastSeenAt: lastSeenAt.toISOString() }));
}

/** The members of the caller's account, by name. */
export const listMembers = (db: Db, caller: Caller): Promise<MemberDto[]> =>
  readMembers(db, caller.accountId, MEMBERS_MAX);
