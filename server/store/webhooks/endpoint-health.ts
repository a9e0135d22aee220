import type { EndpointHealthDto } from "@/server/contract/webhook/endpoint";
import type { Db } from "@/server/store/_postgres/db";

/** Tries to read: enough for a percentile, however busy an endpoint is. */
const TRIES_MAX = 1_000;
const WAITING_MAX = 10_000;

type Row = Omit<EndpointHealthDto, "pausedUntil" | "lastDeliveredAt" | "lastFailedAt"> & {
  endpointId: number;
  pausedUntil: Date | null;
  lastDeliveredAt: Date | null;
  lastFailedAt: Date | null;
};

/** The health of endpoints from their last tries within a day. Index: delivery_try_endpoint, delivery_due. */
export async function readHealth(
  db: Db,
  accountId: number,
  { endpointIds, now }: { endpointIds: readonly number[]; now: Date },
): Promise<Map<number, EndpointHealthDto>> {
  const rows = await db.query<Row>(
    `select p.endpoint_id as "endpointId", t.*, w.waiting,
            greatest(0, a.last_seq - p.last_seq) as behind, case when p.open_until > $3 then p.open_until end as "pausedUntil",
            p.last_delivered_at as "lastDeliveredAt", p.last_failed_at as "lastFailedAt"
       from endpoint_progress p
       join account_head a on a.account_id = p.account_id
       cross join lateral (
         select count(*)::int as tries, (count(*) filter (where status between 200 and 299))::int as delivered,
                percentile_disc(0.5) within group (order by duration_ms) as "p50Ms",
                percentile_disc(0.99) within group (order by duration_ms) as "p99Ms"
           from (select duration_ms, status from delivery_try
                  where account_id = p.account_id and endpoint_id = p.endpoint_id
                    and at > $3::timestamptz - interval '1 day'
                  order by at desc limit ${TRIES_MAX}) as last) as t
       cross join lateral (
         select count(*)::int as waiting
           from (select 1 from delivery where account_id = p.account_id and endpoint_id = p.endpoint_id
                    and state = 'waiting' limit ${WAITING_MAX}) as bounded) as w
      where p.account_id = $1 and p.endpoint_id = any($2::bigint[])`,
    [accountId, endpointIds, now],
  );
  return new Map(rows.map(({ endpointId, ...row }) => [endpointId, toDto(row)]));
}

const toDto = (row: Omit<Row, "endpointId">): EndpointHealthDto => ({
  ...row,
  pausedUntil: row.pausedUntil?.toISOString() ?? null,
  lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
  lastFailedAt: row.lastFailedAt?.toISOString() ?? null,
});
