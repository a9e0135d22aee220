import { formatCursor } from "@/server/contract/event/cursor";
import { HEARTBEAT } from "@/server/contract/webhook/constants";
import type { Heartbeat } from "@/server/contract/webhook/special-deliveries";
import { newId } from "@/server/lib/new-id";
import type { Database } from "@/server/store/_postgres/db";

const ENDPOINTS_AT_ONCE = 500;

type Due = { accountId: number; endpointId: number; minutes: number; epoch: string; lastSeq: number };

/**
 * Creates a heartbeat for every endpoint with a due one. An endpoint whose last heartbeat still waits gets none.
 * Locks: endpoint_progress rows, skipped when locked. Index: endpoint_heartbeat.
 * @returns how many.
 */
export const fanOutHeartbeats = (database: Pick<Database, "transaction">, now: Date): Promise<number> =>
  database.transaction(async (db) => {
    const due = await db.query<Due>(DUE, [now, ENDPOINTS_AT_ONCE]);
    if (due.length === 0) return 0;
    const beats = due.map((endpoint) => heartbeatOf(endpoint, now));
    await db.query(CREATE, [
      due.map(({ accountId }) => accountId),
      due.map(({ endpointId }) => endpointId),
      beats.map(({ id }) => id),
      beats.map((beat) => JSON.stringify(beat)),
      now,
    ]);
    return due.length;
  });

const DUE = `
  select e.account_id as "accountId", e.id as "endpointId", e.heartbeat_minutes as minutes, h.epoch,
         h.last_seq as "lastSeq"
    from endpoint e
    join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
    join account_head h on h.account_id = e.account_id
   where e.heartbeat_minutes is not null and e.state = 'enabled' and e.deleted_at is null
     and (p.heartbeat_at is null or p.heartbeat_at + make_interval(mins => e.heartbeat_minutes) <= $1)
     and not exists (select 1 from delivery d
                      where d.account_id = p.account_id and d.id = p.heartbeat_id and d.state = 'waiting')
   order by e.account_id, e.id limit $2 for no key update of p skip locked`;

const CREATE = `
  with created as (
    insert into delivery (account_id, endpoint_id, event_id, type, sample, due_at, created_at)
    select account_id, endpoint_id, event_id, '${HEARTBEAT}', sample::json, $5, $5
      from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[]) as b (account_id, endpoint_id, event_id, sample)
    returning account_id, endpoint_id, id
  )
  update endpoint_progress p set heartbeat_at = $5, heartbeat_id = o.id
    from created o where p.account_id = o.account_id and p.endpoint_id = o.endpoint_id`;

const heartbeatOf = ({ minutes, epoch, lastSeq }: Due, now: Date): Heartbeat => ({
  id: newId(),
  type: HEARTBEAT,
  occurredAt: now.toISOString(),
  data: { lastSeq, cursor: formatCursor({ epoch, seq: lastSeq }), everyMinutes: minutes },
});
