import type { Db } from "@/server/store/_postgres/db";

/** Tables that can be read by their time of change. */
export type ChangedTable = "conversation" | "contact" | "message";

type Range = { after: number; upTo: number };
type ScannedRow = { id: number; inboxId: number | null; isChanged: boolean };

/** A message's inbox is its conversation's. */
const INBOX_OF: Record<ChangedTable, string> = {
  contact: "null::bigint",
  conversation: "r.inbox_id",
  message:
    "(select c.inbox_id from conversation c where c.account_id = r.account_id and c.id = r.conversation_id)",
};

/**
 * The rows with ids after `after` and up to `upTo`, in order of id, each with whether it changed since. There is no index
 * by time of change: every tick would have to write it. At most `limit` rows. Index: the table's primary key.
 */
export function scanForChanged(
  db: Db,
  table: ChangedTable,
  { accountId, since, after, upTo, limit }: Range & { accountId: number; since: Date; limit: number },
): Promise<ScannedRow[]> {
  const inboxId = INBOX_OF[table];
  return db.query(
    `select r.id, ${inboxId} as "inboxId", r.updated_at >= $2 as "isChanged" from ${table} r
      where r.account_id = $1 and r.id > $3 and r.id <= $4 order by r.id limit $5`,
    [accountId, since, after, upTo, limit],
  );
}

/** The account's highest id; 0 without rows. Index: the table's primary key. */
export async function lastIdOf(db: Db, table: ChangedTable, accountId: number): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `select id from ${table} where account_id = $1 order by id desc limit 1`,
    [accountId],
  );
  return row?.id ?? 0;
}
