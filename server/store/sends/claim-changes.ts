import type { Change } from "@/server/domain/message/content";
import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { LEASE_END, mayCall, statement } from "@/server/store/_postgres/statement";

/** The most changes of one inbox at the same time. */
export const CHANGES_AT_ONCE = 4;
/** The maximum of the two calls that a change needs, and a second for writing the result. */
const CALL_MS = 41_000;

export type ClaimedChange = {
  accountId: number;
  messageId: number;
  inboxId: number;
  kind: Change;
  version: number;
  /** Of earlier tries. */
  tries: number;
  /** An earlier try may have been done, also one of a process that is gone. */
  isDoubtful: boolean;
  requestedAt: Date;
  /** Until then no other process claims it. */
  leaseUntil: Date;
};

/** Whether a claimed change can still be tried and settled before another process may claim it. */
export const mayTryChange = (claimed: ClaimedChange, now: Date): boolean => mayCall(claimed, now, CALL_MS);

/**
 * Claims due changes, at most `room` in all and `CHANGES_AT_ONCE` of an inbox: one whose provider hangs takes no other's room. The breaker
 * of its sends holds for them too: open, nobody is called, and after its time one change is. One that a killed process leaves behind is known to be doubtful. `inFlight`: by inbox, how many this process has claimed and not settled.
 * `unsettled`: those whose lease has ended, but whose result this process has still to store. Locks: the rows, skipped when locked.
 * Index: message_change_due.
 */
export const claimChanges = (
  database: Pick<Database, "query">,
  { now, inFlight, unsettled, room }: ChangeClaim,
): Promise<ClaimedChange[]> =>
  database.query<ClaimedChange>(CLAIM, [
    now,
    room,
    unsettled.map(({ accountId }) => accountId),
    unsettled.map(({ messageId }) => messageId),
    [...inFlight.keys()],
    [...inFlight.values()],
  ]);

type ChangeClaim = {
  now: Date;
  inFlight: ReadonlyMap<number, number>;
  unsettled: readonly Pick<ClaimedChange, "accountId" | "messageId">[];
  room: number;
};

const AT_ONCE = `case when p.open_until is null then ${CHANGES_AT_ONCE} else 1 end`;

const CLAIM = statement(`
  with due as materialized (
    select d.account_id, d.message_id, d.state = 'calling' as was_calling
      from inbox i
      left join inbox_sending p on p.account_id = i.account_id and p.inbox_id = i.id
      left join unnest($5::bigint[], $6::int[]) as f (inbox_id, count) on f.inbox_id = i.id
     cross join lateral (
       select w.account_id, w.message_id, w.state, w.due_at from message_change w
        where w.account_id = i.account_id and w.inbox_id = i.id and w.settled_at is null and w.due_at <= $1
          and not exists (select 1 from unnest($3::bigint[], $4::bigint[]) as h (account_id, message_id)
                           where h.account_id = w.account_id and h.message_id = w.message_id)
        order by w.due_at limit greatest(0, ${AT_ONCE} - coalesce(f.count, 0)) for update skip locked) as d
     where (select exists (select 1 from message_change where settled_at is null and due_at <= $1)) -- evaluated once
       and (p.open_until is null or p.open_until <= $1)
     order by d.due_at limit $2
  )
  update message_change c set state = 'calling', due_at = ${LEASE_END("$1")},
         is_doubtful = c.is_doubtful or due.was_calling
    from due where c.account_id = due.account_id and c.message_id = due.message_id
  returning c.account_id as "accountId", c.message_id as "messageId", c.inbox_id as "inboxId", c.kind, c.version, c.tries,
            c.is_doubtful as "isDoubtful", c.requested_at as "requestedAt", c.due_at as "leaseUntil"`);

/** Whether any change is open, now or later. Index: message_change_due. */
export async function hasChanges(db: Db): Promise<boolean> {
  const { found } = one(await db.query<{ found: boolean }>(HAS_CHANGES));
  return found;
}

const HAS_CHANGES = statement(
  `select exists (select 1 from message_change where settled_at is null) as found`,
);
