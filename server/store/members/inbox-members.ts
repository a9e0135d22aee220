import type { Tx } from "@/server/store/events/tx";

/** The members who were given an inbox, ascending. Bounded by the members of an account. */
export async function listInboxMemberIds(tx: Tx, inboxId: number): Promise<number[]> {
  const rows = await tx.query<{ userId: number }>(
    `select user_id as "userId" from inbox_member where account_id = $1 and inbox_id = $2 order by user_id`,
    [tx.caller.accountId, inboxId],
  );
  return rows.map(({ userId }) => userId);
}
