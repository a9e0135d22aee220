import { type Database, type Db, one } from "./db";

/** Tables partitioned by month. */
const PARTITIONED = ["message_receipt", "event"] as const;
const MONTHS_AHEAD = 3;

/** Locked while partitions are created, so that one process does it. No other lock has this number. */
const LOCK_KEY = 1_953_063_788;
/** Creating a partition locks the whole table. A timeout keeps writers from queueing behind a long reader; it is tried again. */
const LOCK_TIMEOUT_MS = 2_000;

/**
 * Creates the partitions from last month to three months ahead. Throws when the lock times out, or when the default
 * partition already contains rows of those months.
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

/** Rows in a default partition, because the partition of their month was not created in time. */
export async function countUnplaced(db: Db): Promise<number> {
  const counts = PARTITIONED.map((table) => `(select count(*) from ${table}_default)`);
  return one(await db.query<{ count: number }>(`select ${counts.join(" + ")} as count`)).count;
}

/** Postgres' advisory locks with a fixed number: one number per purpose, or two jobs would wait for each other. */
export const LOCK_KEYS = {
  createFirstAccount: 1_953_063_789,
  foldCounters: 1_953_063_790,
  dropOldEvents: 1_953_063_791,
  backUp: 1_953_063_792,
} as const;
