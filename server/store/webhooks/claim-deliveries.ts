import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import type { Database } from "@/server/store/_postgres/db";
import { LEASE_END, mayCall, statement } from "@/server/store/_postgres/statement";

/** The maximum of a POST, and a second for writing its result. */
const CALL_MS = 16_000;
/** Claims more of each endpoint than may be in flight, so that the next is ready when one ends. */
const AHEAD = 2;
/**
 * For a fast endpoint, twice as many more as it accepted since the last claim: while those are written, as many are in
 * flight. Bounded, so that an endpoint that suddenly hangs does not take the room of others.
 */
const QUICK_AHEAD = 8;

export type Claimed = {
  accountId: number;
  id: number;
  endpointId: number;
  eventId: string;
  seq: number | null;
  stampedAt: Date | null;
  tries: number;
  /** Until then no other process claims it. */
  leaseUntil: Date;
  url: string;
  format: EndpointFormat;
  concurrency: number;
  secret: string;
  previousSecret: string | null;
  /** The event as committed, or a whole sample; null when the log no longer has it. */
  text: string | null;
  isTest: boolean;
  /** A message that was withdrawn before it was sent, or is purged: its event is not delivered. */
  isWithdrawn: boolean;
};

/** Whether a claimed delivery can still be sent and settled before another process may claim it. */
export const mayBegin = (claimed: Claimed, now: Date): boolean => mayCall(claimed, now, CALL_MS);

/**
 * How many deliveries of each endpoint this process has claimed and not ended, and how many were accepted since the
 * last claim.
 */
export type InFlight = ReadonlyMap<number, { count: number; taken: number }>;

/**
 * Claims due deliveries, at most `room` in all: of each endpoint in turn, so that a busy or hanging endpoint takes
 * no other's room. An open breaker allows one. In an ordered endpoint a conversation's next delivery waits for the
 * one before; tests neither wait nor delay others. A claimed delivery is due again when its lease ends, so a killed process leaves nothing to clean up.
 * Locks: delivery rows, skipped when locked. Index: delivery_due, delivery_order.
 */
export async function claimDeliveries(
  database: Pick<Database, "query">,
  { now, inFlight, room }: { now: Date; inFlight: InFlight; room: number },
): Promise<Claimed[]> {
  return database.query<Claimed>(CLAIM, [now, ...inFlightColumns(inFlight), room]);
}

/** The columns of `IN_FLIGHT`. */
export function inFlightColumns(inFlight: InFlight): [number[], number[], number[]] {
  const of = [...inFlight.values()];
  return [[...inFlight.keys()], of.map(({ count }) => count), of.map(({ taken }) => taken)];
}

/** The table `h` of an `InFlight`. */
export const IN_FLIGHT = (ids: string, counts: string, taken: string): string =>
  `unnest(${ids}::bigint[], ${counts}::int[], ${taken}::int[]) as h (endpoint_id, count, taken)`;

/** How many more of endpoint `e` may be claimed, in addition to those in `h`. */
export const ROOM = (e: string, h: string): string => `greatest(0,
  ${AHEAD} * ${e}.concurrency + least(2 * coalesce(${h}.taken, 0), ${QUICK_AHEAD} * ${e}.concurrency) - coalesce(${h}.count, 0))`;

/** The secret before the last rotation, while it still signs. */
export const PREVIOUS_SECRET = (e: string, now: string): string =>
  `case when ${e}.previous_until > ${now} then ${e}.previous_secret end`;

const CLAIM = statement(`
  with open as materialized (
    select e.*, case when p.open_until is null then ${ROOM("e", "h")}
                     else greatest(0, 1 - coalesce(h.count, 0)) end as room
      from endpoint e
      join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
      left join ${IN_FLIGHT("$2", "$3", "$4")} on h.endpoint_id = e.id
     where e.state = 'enabled' and e.deleted_at is null and (p.open_until is null or p.open_until <= $1)
  ), due as materialized (
    select o.account_id, d.id, row_number() over (partition by o.account_id, o.id order by d.due_at, d.id) as place
      from open o cross join lateral (
        select w.id, w.due_at from delivery w
         where w.account_id = o.account_id and w.endpoint_id = o.id and w.state = 'waiting' and w.due_at <= $1
           and (not o.ordered or w.conversation_id is null or w.is_test or not exists (
             select 1 from delivery b
              where b.account_id = o.account_id and b.endpoint_id = o.id and b.state = 'waiting'
                and b.conversation_id = w.conversation_id and b.id < w.id and not b.is_test))
         order by w.due_at, w.id limit o.room for update skip locked) as d
     where o.room > 0
     order by place limit $5
  ), claimed as (
    update delivery d set due_at = ${LEASE_END("$1")}, lease_until = ${LEASE_END("$1")}
      from due where d.account_id = due.account_id and d.id = due.id
    returning d.*, due.place
  )
  select c.account_id as "accountId", c.id, c.endpoint_id as "endpointId", c.event_id as "eventId", c.event_seq as seq,
         c.event_stamped_at as "stampedAt", c.tries, c.due_at as "leaseUntil", o.url, o.format, o.concurrency, o.secret,
         ${PREVIOUS_SECRET("o", "$1")} as "previousSecret",
         coalesce(c.sample, v.body)::text as text, c.is_test as "isTest",
         c.held_message_id is not null and (m.id is null or m.withdrawn_at is not null) as "isWithdrawn"
    from claimed c
    join open o on o.account_id = c.account_id and o.id = c.endpoint_id
    left join event v on v.account_id = c.account_id and v.seq = c.event_seq and v.stamped_at = c.event_stamped_at
    left join message m on m.account_id = c.account_id and m.id = c.held_message_id
   order by c.place, c.id`);
