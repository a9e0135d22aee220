import type { Database } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import {
  type FoundRow,
  type LogRow,
  logColumns,
  type Stamped,
  toLogRow,
} from "@/server/store/events/log/event-log";

/** Events stamped in one transaction at most. */
export const RELAY_BATCH = 1000;

export type RelayResult =
  /** Another process holds the relay: it stamps what is there. */
  | { kind: "busy" }
  /** `rows` are those of the accounts asked for, `others` the rest; by account, in order of seq. */
  | { kind: "stamped"; rows: LogRow[]; others: Stamped[]; isFull: boolean };

/**
 * Stamps one batch: takes visible outbox rows by id, gives each its account's next dense seq, moves them into the log.
 * One relay at a time per database, by the lock on `relay_state`. Rows that commit later with a smaller id are taken
 * by a later batch; per resource that cannot happen, because ids are drawn under the resource's lock. The rows of the
 * accounts `followed` come back whole, of all accounts when it is null: a body that nobody here reads stays there.
 */
export async function stampBatch(
  database: Pick<Database, "query">,
  now: Date,
  followed: readonly number[] | null = null,
): Promise<RelayResult> {
  const answer = await database.query<StampedRow | Nothing>(STAMP, [RELAY_BATCH, now, followed]);
  if (answer.length === 0) return { kind: "busy" };
  const stamped = answer.filter(isStamped).sort(bySeq);
  return {
    kind: "stamped",
    rows: stamped.filter(isWhole).map(toLogRow),
    others: stamped.filter((row) => !isWhole(row)),
    isFull: stamped.length === RELAY_BATCH,
  };
}

type StampedRow = FoundRow | (Omit<FoundRow, "text"> & { text: null });

/** The one row of a relay that found the outbox empty. */
type Nothing = { seq: null };

const isStamped = (row: StampedRow | Nothing): row is StampedRow => row.seq !== null;

const isWhole = (row: StampedRow): row is FoundRow => row.text !== null;

const bySeq = (a: Stamped, b: Stamped): number => a.accountId - b.accountId || a.seq - b.seq;

/**
 * One statement is a transaction of its own: nothing is held between two answers, whatever becomes of this process. A
 * relay that takes the lock just after another has committed sees rows that the other took: deleting them again finds
 * nothing, and `last_seq` is the other's.
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
