import { type Database, type Db, one } from "./db";

/** Tables by month. */
const PARTITIONED = ["message_receipt", "event"] as const;
const MONTHS_AHEAD = 3;

/** Held while partitions are made, so that processes do not do it twice. Ours: no other lock has this number. */
const LOCK_KEY = 1_953_063_788;
/** Making a partition locks the whole table: rather try again later than queue every writer up behind a long reader. */
const LOCK_TIMEOUT_MS = 2_000;

/**
 * Makes the partitions from last month to three months ahead. Throws when the lock cannot be had soon, or when rows in
 * a default partition stand in the way.
 */
export async function ensurePartitions(database: Database, now: Date): Promise<void> {
  await database.transaction(async (db) => {
    await db.query(`select set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
    const [lock] = await db.query<{ isOurs: boolean }>(`select pg_try_advisory_xact_lock($1) as "isOurs"`, [
      LOCK_KEY,
    ]);
    if (lock?.isOurs)
      await db.query(`select ensure_partitions($1::date, $2)`, [
        now.toISOString().slice(0, 10),
        MONTHS_AHEAD,
      ]);
  });
}

/** Rows that found no partition of their month and went into a default one: nobody made it in time. */
export async function countUnplaced(db: Db): Promise<number> {
  const counts = PARTITIONED.map((table) => `(select count(*) from ${table}_default)`);
  return one(await db.query<{ count: number }>(`select ${counts.join(" + ")} as count`)).count;
}
