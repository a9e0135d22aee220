import type { Database } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import {
  type FoundRow,
  type LogRow,
  logColumns,
  type Stamped,
  toLogRow,
} from "@/server/store/events/log/event-log";

/** Maximum of events stamped in one transaction. */
export const RELAY_BATCH = 1000;

export type RelayResult =
  /** Another process is stamping. */
  | { kind: "busy" }
  /** `rows`: events of the followed accounts; `others`: all others. By account, in order of seq. */
  | { kind: "stamped"; rows: LogRow[]; others: Stamped[]; isFull: boolean };

/**
 * Stamps one batch: takes visible outbox rows by id, gives each its account's next seq without gaps, moves them into the
 * log. One relay at a time per database, by the lock on `relay_state`. Rows that commit later with a smaller id are taken
 * by a later batch; within a resource that cannot happen, because ids are drawn under the resource's lock. Returns bodies
 * of the accounts `followed` only, or of all accounts when it is null. `limit`: the most events, at most `RELAY_BATCH`.
 */
export async function stampBatch(
  database: Pick<Database, "query">,
  now: Date,
  followed: readonly number[] | null = null,
  limit = RELAY_BATCH,
): Promise<RelayResult> {
  const answer = await database.query<StampedRow | Nothing>(STAMP, [limit, now, followed]);
  if (answer.length === 0) return { kind: "busy" };
  const stamped = answer.filter(isStamped).sort(bySeq);
  return {
    kind: "stamped",
    rows: stamped.filter(isWhole).map(toLogRow),
    others: stamped.filter((row) => !isWhole(row)),
    isFull: stamped.length === limit,
  };
}

type StampedRow = FoundRow | (Omit<FoundRow, "text"> & { text: null });

/** The one row of a relay that found the outbox empty. */
type Nothing = { seq: null };

const isStamped = (row: StampedRow | Nothing): row is StampedRow => row.seq !== null;

const isWhole = (row: StampedRow): row is FoundRow => row.text !== null;

const bySeq = (a: Stamped, b: Stamped): number => a.accountId - b.accountId || a.seq - b.seq;

/**
 * One statement is one transaction: a killed process leaves no lock. A relay that takes the lock just after another has
 * committed still sees the rows that the other took: it deletes none of them, and reads the new `last_seq`.
 * Order: outbox id. Locks: relay_state, account_head rows. Index: outbox_pkey.
 */
const STAMP = statement(`
  with relay as materialized (
    select id from relay_state where id = 1 for update skip locked
  ), taken as (
    delete from outbox
     where id = any(array(select id from outbox where exists (select 1 from relay) order by id limit $1))
    returning *
  ), clock as (
    update relay_state set last_stamped_at = greatest(last_stamped_at, $2)
     where id = 1 and exists (select 1 from taken) returning last_stamped_at
  ), placed as (
    select taken.*, row_number() over (partition by account_id order by id) as place from taken
  ), heads as (
    update account_head h set last_seq = h.last_seq + n.count
      from (select account_id, count(*) as count from taken group by account_id) n
     where h.account_id = n.account_id
    returning h.account_id, h.last_seq - n.count as base
  ), stamped as (
    insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                       conversation_id, inbox_id, audience, occurred_at, stamped_at, hash, body)
    select p.account_id, heads.base + p.place, p.event_id, p.type, p.operation_id, p.resource_type, p.resource_id,
           p.resource_version, p.conversation_id, p.inbox_id, p.audience, p.occurred_at, clock.last_stamped_at,
           p.hash, p.body
      from placed p left join heads on heads.account_id = p.account_id cross join clock
    returning ${logColumns("case when $3::bigint[] is null or account_id = any($3) then body::text end")}
  )
  select stamped.* from relay left join stamped on true`);
