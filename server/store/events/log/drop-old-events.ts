import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { LOCK_KEYS } from "@/server/store/_postgres/partitions";

/** The log contains at least these days. Whole months are dropped, but never the current or the previous one. */
export const EVENTS_KEPT_DAYS = 30;

/** While this waits for a long reader of the log, writers would queue behind it: it gives up and is tried again later. */
const LOCK_TIMEOUT_MS = 2_000;

/**
 * Drops the months of the log that ended `EVENTS_KEPT_DAYS` ago, the oldest first. Cursors into them become invalid, and
 * each account's head gets the new beginning of its log.
 * @returns the names of the partitions dropped.
 */
export async function dropOldEvents(database: Database, now: Date): Promise<string[]> {
  const dropped: string[] = [];
  for (;;) {
    const month = await database.transaction((db) => dropOldest(db, now));
    if (month === null) return dropped;
    dropped.push(month);
  }
}

async function dropOldest(db: Db, now: Date): Promise<string | null> {
  await db.query(`select set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
  const lock = one(await db.query<{ isOurs: boolean }>(OWN, [LOCK_KEYS.dropOldEvents]));
  if (!lock.isOurs) return null;
  const [oldest] = await db.query<{ name: string; isOver: boolean }>(OLDEST, [now, EVENTS_KEPT_DAYS]);
  if (!oldest?.isOver) return null;
  const { name } = oldest; // event_ and six digits
  await db.query("select drop_events_of_month($1)", [name.slice(-6)]);
  return name;
}

const OWN = `select pg_try_advisory_xact_lock($1) as "isOurs"`;
const OLDEST = `
  select c.relname as name,
         (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month')::timestamp at time zone 'UTC'
           <= least($1::timestamptz - make_interval(days => $2), date_trunc('month', $1, 'UTC') - interval '1 month')
           as "isOver"
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'event'::regclass and c.relname ~ '^event_[0-9]{6}$' order by c.relname limit 1`;
