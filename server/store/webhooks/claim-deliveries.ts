import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { HEARTBEAT } from "@/server/contract/webhook/heartbeat";
import type { Database } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/**
 * So long a delivery is ours; a process that was killed has lost it then. Twice what two POSTs one after the other take
 * at most; one that could outlast its lease, because this process stood still, is not begun (`mayBegin`).
 */
const LEASE_S = 60;
/** What a POST takes at most, and a second for writing how it ended. */
const CALL_MS = 16_000;
/** Of each endpoint we take more than may be under way, so that the next is here when one ends. */
const AHEAD = 2;
/**
 * Of one that takes quickly twice as many more as it took since the last claim: while those are written, as many are under
 * way. Bounded, so that one that hangs all at once does not hold so much that others find no place.
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
  /** Until then nobody else takes it. */
  leaseUntil: Date;
  url: string;
  format: EndpointFormat;
  concurrency: number;
  secret: string;
  previousSecret: string | null;
  /** The event as committed, or a whole sample; null when the log no longer has it. */
  text: string | null;
  isTest: boolean;
  /** A message that was withdrawn before it left, or is purged: nobody is told that it was written. */
  isWithdrawn: boolean;
};

/** Whether a claimed delivery can still be sent and settled before anybody else may take it. */
export const mayBegin = ({ leaseUntil }: Claimed, now: Date): boolean =>
  now.getTime() + CALL_MS <= leaseUntil.getTime();

/** How many of each endpoint's deliveries this process has in hand, and how many were taken since the last claim. */
export type InHand = ReadonlyMap<number, { count: number; taken: number }>;

/**
 * Claims what is due, at most `room` in all: of each endpoint in turn, so that one with much to send, or that hangs, takes
 * no other's place. Where the breaker was open one goes ahead. Of an ordered endpoint a conversation's next waits for the
 * one before. Until its lease ends a claimed one is due later, so nothing is to be cleaned up behind a killed process.
 * Locks: delivery rows, skipped where taken. Index: delivery_due, delivery_order.
 */
export async function claimDeliveries(
  database: Pick<Database, "query">,
  { now, inHand, room }: { now: Date; inHand: InHand; room: number },
): Promise<Claimed[]> {
  return database.query<Claimed>(CLAIM, [now, ...inHandColumns(inHand), room]);
}

/** The columns of `IN_HAND`. */
export function inHandColumns(inHand: InHand): [number[], number[], number[]] {
  const of = [...inHand.values()];
  return [[...inHand.keys()], of.map(({ count }) => count), of.map(({ taken }) => taken)];
}

/** The table `h` of what is in hand. */
export const IN_HAND = (ids: string, counts: string, taken: string): string =>
  `unnest(${ids}::bigint[], ${counts}::int[], ${taken}::int[]) as h (endpoint_id, count, taken)`;

/** How many more of endpoint `e` may be taken, beside what is in hand by `h`. */
export const ROOM = (e: string, h: string): string => `greatest(0,
  ${AHEAD} * ${e}.concurrency + least(2 * coalesce(${h}.taken, 0), ${QUICK_AHEAD} * ${e}.concurrency) - coalesce(${h}.count, 0))`;

/** When a lease that begins now ends. */
export const LEASE_END = (now: string): string => `${now}::timestamptz + make_interval(secs => ${LEASE_S})`;

/** The secret before the last rotation, as long as it signs too. */
export const PREVIOUS_SECRET = (e: string, now: string): string =>
  `case when ${e}.previous_until > ${now} then ${e}.previous_secret end`;

const CLAIM = statement(`
  with open as materialized (
    select e.*, case when p.open_until is null then ${ROOM("e", "h")}
                     else greatest(0, 1 - coalesce(h.count, 0)) end as room
      from endpoint e
      join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
      left join ${IN_HAND("$2", "$3", "$4")} on h.endpoint_id = e.id
     where e.state = 'enabled' and e.deleted_at is null and (p.open_until is null or p.open_until <= $1)
  ), due as materialized (
    select o.account_id, d.id, row_number() over (partition by o.account_id, o.id order by d.due_at, d.id) as place
      from open o cross join lateral (
        select w.id, w.due_at from delivery w
         where w.account_id = o.account_id and w.endpoint_id = o.id and w.state = 'waiting' and w.due_at <= $1
           and (not o.ordered or w.conversation_id is null or not exists (
             select 1 from delivery b
              where b.account_id = o.account_id and b.endpoint_id = o.id and b.state = 'waiting'
                and b.conversation_id = w.conversation_id and b.id < w.id))
         order by w.due_at, w.id limit o.room for update skip locked) as d
     where o.room > 0
     order by place limit $5
  ), claimed as (
    update delivery d set due_at = ${LEASE_END("$1")}
      from due where d.account_id = due.account_id and d.id = due.id
    returning d.*, due.place
  )
  select c.account_id as "accountId", c.id, c.endpoint_id as "endpointId", c.event_id as "eventId", c.event_seq as seq,
         c.event_stamped_at as "stampedAt", c.tries, c.due_at as "leaseUntil", o.url, o.format, o.concurrency, o.secret,
         ${PREVIOUS_SECRET("o", "$1")} as "previousSecret",
         coalesce(c.sample, v.body)::text as text, c.sample is not null and c.type <> '${HEARTBEAT}' as "isTest",
         c.held_message_id is not null and (m.id is null or m.withdrawn_at is not null) as "isWithdrawn"
    from claimed c
    join open o on o.account_id = c.account_id and o.id = c.endpoint_id
    left join event v on v.account_id = c.account_id and v.seq = c.event_seq and v.stamped_at = c.event_stamped_at
    left join message m on m.account_id = c.account_id and m.id = c.held_message_id
   order by c.place, c.id`);
