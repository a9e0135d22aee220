import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";

/** The inboxes with the channel WuKongIM that the caller may see: none, one, or the first two. */
export async function findWukongimInboxes(db: Db, { accountId, inboxIds }: Caller): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from inbox
      where account_id = $1 and channel = 'wukongim' and ($2::bigint[] is null or id = any($2::bigint[]))
      order by id limit 2`,
    [accountId, inboxIds === "all" ? null : inboxIds],
  );
  return rows.map(({ id }) => id);
}

/** The public identifier of an inbox of the account; empty for an unknown one. */
export async function readInboxIdentifier(db: Db, accountId: number, inboxId: number): Promise<string> {
  const rows = await db.query<{ identifier: string }>(
    "select identifier from inbox where account_id = $1 and id = $2",
    [accountId, inboxId],
  );
  return rows[0]?.identifier ?? "";
}
