import type { Db } from "./db";

/** What is read by when it last changed. */
export type ChangedTable = "conversation" | "contact" | "message";

type Range = { after: number; upTo: number };
type Looked = { id: number; inboxId: number | null; isChanged: boolean };

/**
 * The rows behind the id `after` and up to `upTo`, in order of id, each with whether it changed since. There is no index by time of
 * change: every tick would have to write it. At most `limit` rows. Index: the table's primary key.
 */
export function lookForChanged(
  db: Db,
  table: ChangedTable,
  { accountId, since, after, upTo, limit }: Range & { accountId: number; since: Date; limit: number },
): Promise<Looked[]> {
  const inboxId = table === "contact" ? "null::bigint" : "inbox_id";
  return db.query(
    `select id, ${inboxId} as "inboxId", updated_at >= $2 as "isChanged" from ${table}
      where account_id = $1 and id > $3 and id <= $4 order by id limit $5`,
    [accountId, since, after, upTo, limit],
  );
}

/** The account's greatest id; 0 without rows. Index: the table's primary key. */
export async function lastIdOf(db: Db, table: ChangedTable, accountId: number): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `select id from ${table} where account_id = $1 order by id desc limit 1`,
    [accountId],
  );
  return row?.id ?? 0;
}
