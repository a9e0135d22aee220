import { newId } from "@/server/lib/new-id";
import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { LEASE_END, mayCall, statement } from "@/server/store/_postgres/statement";
import { hasSenderSql } from "@/server/store/inboxes/channel-sql";
import { goesBefore } from "./send-order";

/** The most calls of one inbox's program at the same time. */
export const SENDS_AT_ONCE = 8;
/** The maximum of a call, and a second for writing its result. */
const CALL_MS = 31_000;

export type ClaimedSend = {
  accountId: number;
  id: number;
  /** The sendId. */
  key: string;
  inboxId: number;
  messageId: number;
  conversationId: number;
  attempt: number;
  /** Including the one that this claim begins. */
  tries: number;
  /** An earlier try may have arrived, also one of a process that is gone. */
  isDoubtful: boolean;
  queuedAt: Date;
  /** The claim's name. */
  claim: string;
  /** Until then no other process claims it; later while the lease is renewed. */
  leaseUntil: Date;
};

/** Whether a claimed send can still be tried and settled before another process may claim it. */
export const mayTry = (claimed: ClaimedSend, now: Date): boolean => mayCall(claimed, now, CALL_MS);

/**
 * Claims due sends, at most `room` in all: of each inbox in turn, so that a program that hangs takes no other's room. An
 * open breaker allows one. A send waits for the earlier ones of its conversation as long as they may block it, and later only
 * while one of them is due or called. The claim records that the program may be called from now on: a send that a killed
 * process leaves behind is known to be doubtful.
 * `claim`: its name, by which `releaseClaim` finds what it claimed. `inFlight`: by inbox, how many sends this process has
 * claimed and not settled. `held`: sends whose lease has ended, but whose result this process has still to store.
 * Locks: send rows, skipped when locked. Indexes: send_open, send_due, send_order. Subqueries with a limit keep these
 * plans when the queue has grown since Postgres last counted it; a semi-join then reads the account's whole queue.
 */
export const claimSends = (
  database: Pick<Database, "query">,
  { claim, now, inFlight, held = [], room }: SendClaim,
): Promise<ClaimedSend[]> =>
  database.query<ClaimedSend>(CLAIM, [
    now,
    [...inFlight.keys()],
    [...inFlight.values()],
    room,
    held,
    claim ?? newId(),
  ]);

type SendClaim = {
  claim?: string;
  now: Date;
  inFlight: ReadonlyMap<number, number>;
  held?: readonly number[];
  room: number;
};

const CLAIM = statement(`
  with open as materialized (
    select i.account_id, i.id,
           greatest(0, case when p.open_until is null then ${SENDS_AT_ONCE} else 1 end - coalesce(h.count, 0)) as room
      from inbox i
      left join inbox_sending p on p.account_id = i.account_id and p.inbox_id = i.id
      left join unnest($2::bigint[], $3::int[]) as h (inbox_id, count) on h.inbox_id = i.id
     where (select exists (select 1 from send where settled_at is null and due_at <= $1)) -- evaluated once
       and (p.open_until is null or p.open_until <= $1)
       and (select s.id from send s
             where s.account_id = i.account_id and s.inbox_id = i.id and s.settled_at is null and s.due_at <= $1
             order by s.due_at, s.id limit 1) is not null
  ), due as materialized (
    select o.account_id, d.id, d.state = 'calling' as was_calling,
           row_number() over (partition by o.account_id, o.id order by d.due_at, d.id) as place
      from open o cross join lateral (
        select w.id, w.due_at, w.state from send w
         where w.account_id = o.account_id and w.inbox_id = o.id and w.settled_at is null and w.due_at <= $1
           and w.id <> all($5::bigint[])
           and (select b.id from send b
                 where ${goesBefore("$1")}
                 order by b.id limit 1) is null
         order by w.due_at, w.id limit o.room for update skip locked) as d
     where o.room > 0
     order by place limit $4
  )
  update send s set state = 'calling', due_at = ${LEASE_END("$1")}, tries = s.tries + 1, claim = $6,
         is_doubtful = s.is_doubtful or due.was_calling
    from due where s.account_id = due.account_id and s.id = due.id
  returning s.account_id as "accountId", s.id, s.key, s.inbox_id as "inboxId", s.message_id as "messageId",
            s.conversation_id as "conversationId", s.attempt, s.tries, s.is_doubtful as "isDoubtful",
            s.created_at as "queuedAt",
            s.claim, s.due_at as "leaseUntil"`);

/**
 * Lets the leases of sends that are being called last until `until`, where they are still of these claims. Returns the ids of those.
 * Locks: send rows, skipped when locked: a lease is renewed again before it ends.
 */
export async function renewLeases(
  database: Pick<Database, "query">,
  calling: readonly ClaimedSend[],
  until: Date,
): Promise<ReadonlySet<number>> {
  const rows = await database.query<{ id: number }>(RENEW, [
    until,
    calling.map(({ accountId }) => accountId),
    calling.map(({ id }) => id),
    calling.map(({ claim }) => claim),
  ]);
  return new Set(rows.map(({ id }) => id));
}

const RENEW = statement(`
  with own as (
    select s.account_id, s.id from send s
      join unnest($2::bigint[], $3::bigint[], $4::uuid[]) as n (account_id, id, claim)
        on n.account_id = s.account_id and n.id = s.id
     where s.claim = n.claim and s.state = 'calling' and s.settled_at is null
       for update of s skip locked
  )
  update send s set due_at = $1 from own where s.account_id = own.account_id and s.id = own.id returning s.id`);

/**
 * Makes due again what a claim claimed whose answer did not arrive: nobody was called. Index: send_open, which has few rows.
 */
export async function releaseClaim(
  database: Pick<Database, "query">,
  { claim, now }: { claim: string; now: Date },
): Promise<void> {
  await database.query(RELEASE, [claim, now]);
}

const RELEASE = statement(`
  update send set state = 'waiting', due_at = $2, tries = tries - 1, claim = null
   where settled_at is null and state = 'calling' and claim = $1`);

/** Whether there is anything to take out, now or later: an inbox with a program, or a send. Index: send_open. */
export async function hasSenders(db: Db): Promise<boolean> {
  const { found } = one(await db.query<{ found: boolean }>(HAS_SENDERS));
  return found;
}

const HAS_SENDERS = statement(
  `select exists (select 1 from inbox i where ${hasSenderSql("i")})
       or exists (select 1 from send where settled_at is null) as found`,
);
