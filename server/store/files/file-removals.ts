import { type Db, one } from "@/server/store/_postgres/db";

const RETRY_MINUTES = 1;

export type DueRemoval = { id: number; key: string };

/**
 * Queues the removal of bytes that no file names. Returns its id: `deleteRemovals` takes it back when a file comes to
 * name them.
 */
export async function queueRemoval(db: Db, { key, dueAt }: { key: string; dueAt: Date }): Promise<number> {
  const sql = `insert into file_removal (key, due_at) values ($1, $2) returning id`;
  return one(await db.query<{ id: number }>(sql, [key, dueAt])).id;
}

/**
 * At most `limit` keys whose removal is due. They are due again in a minute, unless `deleteRemoval` is called. Locks: the
 * rows, skipped when locked. Index: file_removal_due.
 */
export const claimRemovals = (db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueRemoval[]> =>
  db.query<DueRemoval>(
    `update file_removal set due_at = $1::timestamptz + make_interval(mins => ${RETRY_MINUTES})
      where id = any(array(
        select id from file_removal where due_at <= $1 order by due_at, id limit $2 for update skip locked))
     returning id, key`,
    [now, limit],
  );

/**
 * Those of these keys that files of any account name. A file is copied under a lock of its original, whose deletion
 * waits for that: once a removal is queued, no file comes to name its key. Index: file_key, file_preview_key.
 */
export async function listNamedKeys(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ key: string }>(
    `select key from file where key = any($1::text[])
      union select preview_key from file where preview_key = any($1::text[])`,
    [keys],
  );
  return new Set(rows.map(({ key }) => key));
}

/** The bytes are removed, or a file names them. */
export async function deleteRemovals(db: Db, ids: readonly number[]): Promise<void> {
  await db.query(`delete from file_removal where id = any($1::bigint[])`, [ids]);
}
