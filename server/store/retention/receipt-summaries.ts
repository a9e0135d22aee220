import { RECEIPTS_ROLLED_UP_MAX } from "@/server/domain/deletion/deletion";
import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { LINE_COLUMNS, receiptLines } from "@/server/store/messages/attempts";

/** Receipts read in one turn. */
const TURN_RECEIPTS = 2_000;
/** Dropping a month locks all receipts: it gives up rather than have writers wait behind a long reader, and is tried again. */
const LOCK_TIMEOUT_MS = 2_000;

/**
 * Accounts whose receipts are rolled up, and after how many months; by id, from after an id on, then from the first on. At most
 * `limit`.
 */
export const listRollingAccounts = (
  db: Db,
  { after, limit }: { after: number; limit: number },
): Promise<{ accountId: number; months: number }[]> =>
  db.query(
    `select id as "accountId", receipt_months as months from account
      where receipt_months > 0 order by id <= $1, id limit $2`,
    [after, limit],
  );

/**
 * Rolls up the receipts of the next messages of an account that arrived before an instant, in one transaction.
 * `after`: the last message of the turn before. Left as they are: messages that another transaction has locked, those on
 * legal hold, and those with more than `RECEIPTS_ROLLED_UP_MAX` receipts. The locks of the messages are those that receipts take, so a receipt that arrives meanwhile
 * is recorded before or after the whole turn. Locks: messages, ascending, skipped when locked. Indexes:
 * message_receipt_message of the months before, message_pkey.
 * @returns the last message of the turn and how many receipts were rolled up; null when there are no more.
 */
export function rollUpReceipts(
  database: Database,
  { accountId, before, after, now }: { accountId: number; before: Date; after: number; now: Date },
): Promise<{ last: number; receipts: number } | null> {
  return database.transaction(async (db) => {
    const found = await db.query<{ id: number }>(NEXT, [accountId, before, after, TURN_RECEIPTS]);
    const last = found.at(-1)?.id;
    if (last === undefined) return null;
    const ids = found.map(({ id }) => id);
    const locked = await db.query<{ id: number }>(LOCK, [accountId, ids, RECEIPTS_ROLLED_UP_MAX]);
    if (locked.length === 0) return { last, receipts: 0 };
    const rolled = [accountId, locked.map(({ id }) => id), before, now];
    return { last, receipts: one(await db.query<{ taken: number }>(ROLL_UP, rolled)).taken };
  });
}

/** In the order of the index, so that a turn reads no more than its receipts. */
const NEXT = `
  select distinct message_id as id from (
    select message_id from message_receipt
     where account_id = $1 and message_id > $3 and received_at < $2 order by message_id limit $4) as next
   order by 1`;

const LOCK = `
  select m.id from message m
    join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
    join inbox i on i.account_id = c.account_id and i.id = c.inbox_id and not i.legal_hold
   where m.account_id = $1 and m.id = any($2::bigint[])
     and (select count(*) from (select 1 from message_receipt r
           where r.account_id = m.account_id and r.message_id = m.id limit $3 + 1) as counted) <= $3
   order by m.id for no key update of m skip locked`;

const LINE = LINE_COLUMNS.split(", ")
  .filter((column) => column !== "rolled_up_at")
  .join(", ");
const ms = (instant: string) => `round(extract(epoch from ${instant}) * 1000)::bigint`;

/** Equal reports are one line: who decides the attempts of a message later counts them once (`listGroupReceipts`). */
const ROLL_UP = `
  with taken as (
    delete from message_receipt where account_id = $1 and message_id = any($2::bigint[]) and received_at < $3
    returning message_id, ${LINE}
  ), lines as (
    select distinct on (message_id, attempt, signal, source_id, error, at, is_named) *
      from (select * from taken
            union all
            select w.id, ${LINE.replace(/\bid\b/, "l.id")}
              from unnest($2::bigint[]) as w (id) cross join lateral ${receiptLines("$1", "w.id")} as l
             where l.rolled_up_at is not null) as every
     order by message_id, attempt, signal, source_id, error, at, is_named, id
  ), named as (
    select message_id, array_agg(distinct actor) as actors,
           coalesce(array_agg(distinct source_id) filter (where source_id is not null), '{}') as source_ids
      from lines group by message_id
  ), rolled_up as (
    insert into receipt_summary (account_id, message_id, actors, source_ids, lines, rolled_up_at)
    select $1, n.message_id, n.actors, n.source_ids,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
             'i', l.id, 'n', l.attempt, 's', l.signal, 'r', nullif(l.result, 'applied'), 'w', l.reason, 'e', l.error,
             'x', nullif(l.is_named, false), 't', ${ms("l.at")}, 'v', nullif(${ms("l.received_at")}, ${ms("l.at")}),
             'b', array_position(n.actors, l.actor), 'k', array_position(n.source_ids, l.source_id))) order by l.id), $4
      from lines l join named n on n.message_id = l.message_id
     group by n.message_id, n.actors, n.source_ids
    on conflict (account_id, message_id) do update
      set actors = excluded.actors, source_ids = excluded.source_ids, lines = excluded.lines,
          rolled_up_at = excluded.rolled_up_at
    returning 1
  )
  select count(*)::int as taken from taken`;

/** Drops the months of receipts before an instant that have none left. Returns the names of the partitions. */
export async function dropEmptyMonths(database: Database, before: Date): Promise<string[]> {
  const months = await database.query<{ name: string }>(EMPTY_BEFORE, [before]);
  const dropped: string[] = [];
  for (const { name } of months) {
    const isDropped = await database.transaction(async (db) => {
      await db.query(`select set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
      const drop = `select drop_receipts_of_month($1) as "isDropped"`;
      return one(await db.query<{ isDropped: boolean }>(drop, [name.slice(-6)])).isDropped;
    });
    if (isDropped) dropped.push(name);
  }
  return dropped;
}

const EMPTY_BEFORE = `
  select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'message_receipt'::regclass and c.relname ~ '^message_receipt_[0-9]{6}$'
     and (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month')::timestamp at time zone 'UTC' <= $1
   order by c.relname`;
