import type { DeliveryQueueDto, QueuedDeliveryDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { isoOf, type Place, type QueueRow, type Read, timesAsText } from "./reading";

/** Of a delivery: a process has claimed it, and its lease runs. */
export const DELIVERY_IN_FLIGHT = (now: string): string =>
  `(d.lease_until is not null and d.lease_until > ${now}::timestamptz)`;

/** The deliveries that wait, by endpoint: of each at most `max` are read. Index: delivery_due. */
export async function readDeliveryQueues(
  db: Db,
  accountId: number,
  { now, max }: { now: Date; max: number },
): Promise<DeliveryQueueDto[]> {
  const rows = await db.query<QueueRow<DeliveryQueueDto>>(
    `select e.id as "endpointId", e.url, coalesce(e.bot_name, e.name) as name, e.state, q.*,
            p.failing_since as "failingSince",
            case when p.open_until > $2::timestamptz then p.open_until end as "pausedUntil"
       from endpoint e
       left join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
       cross join lateral (
         select count(*)::int as waiting,
                (count(*) filter (where d.due_at <= $2::timestamptz))::int as due,
                (count(*) filter (where ${DELIVERY_IN_FLIGHT("$2")}))::int as "inFlight", min(d.created_at) as "oldestAt",
                min(d.due_at) filter (where d.due_at > $2::timestamptz and not ${DELIVERY_IN_FLIGHT("$2")}) as "nextAt",
                coalesce(max(d.tries), 0) as "triesMax"
           from (select * from delivery where account_id = e.account_id and endpoint_id = e.id and state = 'waiting'
                  order by due_at, id limit $3) d) q
      where e.account_id = $1 and e.deleted_at is null and q.waiting > 0 order by e.id`,
    [accountId, now, max],
  );
  return rows.map(timesAsText);
}

type DeliveryRow = Omit<QueuedDeliveryDto, "createdAt" | "dueAt" | "lastTriedAt"> & {
  createdAt: Date;
  dueAt: Date | null;
  lastTriedAt: Date | null;
};

type Page = Read & { endpointId: number | null };

/** Rows `d` with their conversations and last tries; `found` reads them in `order`. */
const listed = (found: string, order: string): string => `
  select d.id, d.endpoint_id as "endpointId", d.event_id as "eventId", d.type, d.conversation_id as "conversationId",
         c.display_id as "displayId", t.name as "contactName", d.is_test as "isTest", d.is_replay as "isReplay", d.tries,
         case when d.state = 'failed' then 'failed' when ${DELIVERY_IN_FLIGHT("$2")} then 'in_flight'
              when d.due_at <= $2::timestamptz then 'due' else 'waiting' end as state,
         d.created_at as "createdAt", case when d.state = 'waiting' then d.due_at end as "dueAt", k.at as "lastTriedAt",
         k.status as "lastStatus", k.fault as "lastFault", k.message as "lastError"
    from (select q.* from endpoint e cross join lateral (${found}) q
           where e.account_id = $1 and e.deleted_at is null and ($3::bigint is null or e.id = $3)
           order by ${order.replaceAll("d.", "q.")} limit $4) d
    left join conversation c on c.account_id = d.account_id and c.id = d.conversation_id and c.lifecycle <> 'purged'
    left join contact t on t.account_id = c.account_id and t.id = c.contact_id
    left join lateral (select at, status, fault, coalesce(message, nullif(excerpt, '')) as message from delivery_try
                        where account_id = d.account_id and delivery_id = d.id order by number desc, id desc limit 1) k on true
   order by ${order}`;

const WAITING = listed(
  `select * from delivery where account_id = e.account_id and endpoint_id = e.id and state = 'waiting'
      and ($5::timestamptz is null or (due_at, id) > ($5::timestamptz, $6::bigint)) order by due_at, id limit $4`,
  "d.due_at, d.id",
);

const FAILED = listed(
  `select * from delivery where account_id = e.account_id and endpoint_id = e.id and state = 'failed'
      and ($5::bigint is null or id < $5) order by id desc limit $4`,
  "d.id desc",
);

const toDto = (row: DeliveryRow): QueuedDeliveryDto => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  dueAt: isoOf(row.dueAt),
  lastTriedAt: isoOf(row.lastTriedAt),
});

/**
 * A page of the deliveries that wait, of an endpoint or of all, those that are tried next first. Indexes: delivery_due,
 * delivery_try_delivery.
 */
export async function listWaitingDeliveries(
  db: Db,
  accountId: number,
  { endpointId, now, after, limit }: Page & { after: Place | null },
): Promise<QueuedDeliveryDto[]> {
  const values = [accountId, now, endpointId, limit, after?.dueAt ?? null, after?.id ?? null];
  return (await db.query<DeliveryRow>(WAITING, values)).map(toDto);
}

/** A page of the deliveries that failed, the newest first. Indexes: delivery_failed, delivery_try_delivery. */
export async function listFailedDeliveries(
  db: Db,
  accountId: number,
  { endpointId, now, before, limit }: Page & { before: number | null },
): Promise<QueuedDeliveryDto[]> {
  return (await db.query<DeliveryRow>(FAILED, [accountId, now, endpointId, limit, before])).map(toDto);
}
