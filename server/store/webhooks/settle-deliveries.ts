import { afterTry, type CallHealth } from "@/server/domain/webhook/call-health";
import type { Database, Db } from "@/server/store/_postgres/db";
import {
  HEALTH,
  HEALTH_VALUES,
  type HealthRow,
  type HealthSave,
  healthValues,
  SET_HEALTH,
  toHealth,
} from "@/server/store/_rows/health-row";
import { COUNT_HOURS, hoursOf } from "./endpoint-hours";
import type { SettledDelivery } from "./settled-delivery";

/** An endpoint's health after a batch, for notices. */
export type HealthAfter = { accountId: number; endpointId: number; health: CallHealth; isNoted: boolean };

/**
 * Writes a batch of results: the tries, the state of the deliveries, the health of the endpoints. When another process has
 * claimed or settled a delivery after its lease ended, the try is logged; only a success counts.
 * Locks: endpoint_progress (ascending), then delivery rows. The first makes this wait for a concurrent purge, or the purge
 * for this (`redactTries`, its last step): the tries are written in a later statement, which sees the redacted log.
 * `mayBeStored`: an earlier write of these failed, perhaps after its commit: a try that is stored is not counted again.
 */
export async function settleDeliveries(
  database: Pick<Database, "transaction">,
  { settled, now, mayBeStored = false }: Settling,
): Promise<HealthAfter[]> {
  return database.transaction(async (db) => {
    const rows = await lockHealth(db, settled);
    const left = mayBeStored ? await notStored(db, settled) : settled;
    const after = await saveHealth(db, rows, left);
    await saveEnds(db, left, now);
    return after;
  });
}

type Settling = { settled: readonly SettledDelivery[]; now: Date; mayBeStored?: boolean };

/** Those whose try is not in the log, and those without a try, whose lease shows it. Index: delivery_try_delivery. */
async function notStored(db: Db, settled: readonly SettledDelivery[]): Promise<SettledDelivery[]> {
  const tried = settled.flatMap((one) => (one.made ? [{ ...one, made: one.made }] : []));
  const stored = await db.query<{ id: number; number: number; at: Date }>(
    `select t.delivery_id as id, t.number, t.at
       from delivery_try t
       join unnest($1::bigint[], $2::bigint[], $3::int[]) as n (account_id, delivery_id, number)
         on t.account_id = n.account_id and t.delivery_id = n.delivery_id and t.number = n.number`,
    [tried.map((t) => t.accountId), tried.map((t) => t.deliveryId), tried.map(({ made }) => made.number)],
  );
  const keyOf = (id: number, { number, at }: { number: number; at: Date }) =>
    `${id} ${number} ${at.getTime()}`;
  const known = new Set(stored.map(({ id, ...one }) => keyOf(id, one)));
  return settled.filter(({ deliveryId, made }) => !made || !known.has(keyOf(deliveryId, made)));
}

type EndpointRow = HealthRow & { accountId: number; endpointId: number; isNoted: boolean };

/** The health of the endpoints that were tried, locked. */
async function lockHealth(db: Db, settled: readonly SettledDelivery[]): Promise<EndpointRow[]> {
  const tried = settled.filter(({ made }) => made !== null);
  const ids = [...new Set(tried.map(({ endpointId }) => endpointId))];
  if (ids.length === 0) return [];
  return db.query<EndpointRow>(
    `select p.account_id as "accountId", p.endpoint_id as "endpointId", ${HEALTH}, e.failing_since is not null as "isNoted"
       from endpoint_progress p join endpoint e on e.account_id = p.account_id and e.id = p.endpoint_id
      where p.endpoint_id = any($1::bigint[]) and p.account_id = any($2::bigint[])
      order by p.account_id, p.endpoint_id for no key update of p`,
    [ids, [...new Set(tried.map(({ accountId }) => accountId))]],
  );
}

async function saveHealth(
  db: Db,
  rows: readonly EndpointRow[],
  tried: readonly SettledDelivery[],
): Promise<HealthAfter[]> {
  if (rows.length === 0) return [];
  const after = rows.map((row) => ({ ...row, ...healthAfter(row, tried) }));
  const { arrays, names } = HEALTH_VALUES(3);
  await db.query(
    `update endpoint_progress p set ${SET_HEALTH},
            last_delivered_at = greatest(p.last_delivered_at, n.accepted_at),
            last_failed_at = greatest(p.last_failed_at, n.failed_at)
       from unnest($1::bigint[], $2::bigint[], ${arrays}) as n (account_id, endpoint_id, ${names})
      where p.account_id = n.account_id and p.endpoint_id = n.endpoint_id`,
    [after.map((a) => a.accountId), after.map((a) => a.endpointId), ...healthValues(after)],
  );
  return after.map(({ accountId, endpointId, health, isNoted }) => ({
    accountId,
    endpointId,
    health,
    isNoted,
  }));
}

function healthAfter(row: EndpointRow, tried: readonly SettledDelivery[]): HealthSave {
  let health = toHealth(row);
  let [acceptedMs, failedMs]: [number | null, number | null] = [null, null];
  for (const { accountId, endpointId, next, made } of tried) {
    if (accountId !== row.accountId || endpointId !== row.endpointId || !made) continue;
    const atMs = made.at.getTime() + made.durationMs;
    const isDelivered = next.state === "delivered";
    health = afterTry(health, { isDelivered, atMs, pauseMs: made.pauseMs });
    if (isDelivered) acceptedMs = atMs;
    else failedMs = atMs;
  }
  return { health, acceptedMs, failedMs };
}

/** One statement per batch: the tries, the hours they count into, and the state of the deliveries. */
const SAVE_ENDS = `
  with tries as (
    insert into delivery_try (account_id, delivery_id, endpoint_id, number, at, duration_ms, address, status, fault,
                              message, excerpt)
    select account_id, id, endpoint_id, number, at, duration_ms, address, status, fault,
           case when is_kept then message end, case when is_kept then excerpt end
      from unnest($2::bigint[], $3::bigint[], $9::bigint[], $10::int[], $11::timestamptz[], $12::int[], $13::text[],
                  $14::int[], $15::text[], $16::text[], $17::text[])
           as t (account_id, id, endpoint_id, number, at, duration_ms, address, status, fault, message, excerpt)
           -- A response may repeat the request: it is not stored when the event has been redacted meanwhile.
           cross join lateral (
             select case when coalesce(excerpt, '') = '' and message is null then true
                    else not exists (
                      select 1 from delivery d
                        join event e on e.account_id = d.account_id and e.seq = d.event_seq
                                    and e.stamped_at = d.event_stamped_at
                       where d.account_id = t.account_id and d.id = t.id and e.body ->> 'redactedAt' is not null)
                    end as is_kept offset 0) as known
     where number is not null
  ), ${COUNT_HOURS(18)}
  update delivery d set state = n.state, dropped_reason = n.reason, tries = d.tries + n.tries,
         due_at = coalesce(n.due_at, d.due_at), lease_until = null,
         settled_at = case when n.state <> 'waiting' then $1::timestamptz end
    from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::int[], $8::timestamptz[])
         as n (account_id, id, state, reason, due_at, tries, lease_until)
   where d.account_id = n.account_id and d.id = n.id
     -- As a case, so that the planner does not read all waiting deliveries by their index.
     and case when d.state = 'waiting' then n.state = 'delivered' or d.due_at = n.lease_until else false end`;

async function saveEnds(db: Db, settled: readonly SettledDelivery[], now: Date): Promise<void> {
  const made = settled.map((s) => s.made);
  await db.query(SAVE_ENDS, [
    now,
    settled.map((s) => s.accountId),
    settled.map((s) => s.deliveryId),
    settled.map(({ next }) => next.state),
    settled.map(({ next }) => (next.state === "dropped" ? next.reason : null)),
    settled.map(({ next }) => (next.state === "waiting" ? next.dueAt : null)),
    made.map((one) => (one ? 1 : 0)),
    settled.map(({ leaseUntil }) => leaseUntil),
    settled.map((s) => s.endpointId),
    made.map((one) => one?.number ?? null),
    made.map((one) => one?.at ?? null),
    made.map((one) => one?.durationMs ?? null),
    made.map((one) => one?.address ?? null),
    made.map((one) => one?.status ?? null),
    made.map((one) => one?.fault ?? null),
    made.map((one) => one?.message ?? null),
    made.map((one) => one?.excerpt ?? null),
    ...hoursOf(settled),
  ]);
}
