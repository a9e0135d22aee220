import type { EndpointHealthDto } from "@/server/contract/endpoint";
import { type Db, one } from "./db";

/** Looked at, at most: enough for a percentile, however busy an endpoint is. */
const TRIES_MAX = 1_000;
const WAITING_MAX = 10_000;

type Row = Omit<EndpointHealthDto, "pausedUntil" | "lastDeliveredAt" | "lastFailedAt"> & {
  pausedUntil: Date | null;
  lastDeliveredAt: Date | null;
  lastFailedAt: Date | null;
};

/** How an endpoint does, of its last tries within a day. Index: delivery_try_endpoint, delivery_due. */
export async function readHealth(
  db: Db,
  accountId: number,
  { endpointId, now }: { endpointId: number; now: Date },
): Promise<EndpointHealthDto> {
  const row = one(
    await db.query<Row>(
      `with tries as (
         select duration_ms, status between 200 and 299 as is_taken from delivery_try
          where account_id = $1 and endpoint_id = $2 and at > $3::timestamptz - interval '1 day'
          order by at desc limit ${TRIES_MAX}
       )
       select (select count(*) from tries)::int as tries, (select count(*) from tries where is_taken)::int as delivered,
              (select percentile_disc(0.5) within group (order by duration_ms) from tries) as "p50Ms",
              (select percentile_disc(0.99) within group (order by duration_ms) from tries) as "p99Ms",
              (select count(*) from (select 1 from delivery where account_id = $1 and endpoint_id = $2
                  and state = 'waiting' limit ${WAITING_MAX}) as held)::int as waiting,
              case when p.open_until > $3 then p.open_until end as "pausedUntil",
              p.last_delivered_at as "lastDeliveredAt", p.last_failed_at as "lastFailedAt"
         from endpoint_progress p where p.account_id = $1 and p.endpoint_id = $2`,
      [accountId, endpointId, now],
    ),
  );
  return {
    ...row,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
    lastFailedAt: row.lastFailedAt?.toISOString() ?? null,
  };
}
