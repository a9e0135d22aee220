import type { Change } from "@/server/domain/message/content";
import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { LEASE_END, mayCall, statement } from "@/server/store/_postgres/statement";

/** The maximum of the two calls that a change needs, and a second for writing the result. */
const CALL_MS = 41_000;

export type ClaimedChange = {
  accountId: number;
  messageId: number;
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
 * Claims due changes, at most `room`. One that a killed process leaves behind is known to be doubtful. `unsettled`: those whose lease has
 * ended, but whose result this process has still to store. Locks: the rows, skipped when locked. Index: message_change_due.
 */
export const claimChanges = (
  database: Pick<Database, "query">,
  { now, unsettled, room }: { now: Date; unsettled: readonly ClaimedChange[]; room: number },
): Promise<ClaimedChange[]> =>
  database.query<ClaimedChange>(CLAIM, [
    now,
    room,
    unsettled.map(({ accountId }) => accountId),
    unsettled.map(({ messageId }) => messageId),
  ]);

const CLAIM = statement(`
  with due as materialized (
    select d.account_id, d.message_id, d.state = 'calling' as was_calling from message_change d
     where d.settled_at is null and d.due_at <= $1
       and not exists (select 1 from unnest($3::bigint[], $4::bigint[]) as h (account_id, message_id)
                        where h.account_id = d.account_id and h.message_id = d.message_id)
     order by d.due_at limit $2 for update skip locked
  )
  update message_change c set state = 'calling', due_at = ${LEASE_END("$1")},
         is_doubtful = c.is_doubtful or due.was_calling
    from due where c.account_id = due.account_id and c.message_id = due.message_id
  returning c.account_id as "accountId", c.message_id as "messageId", c.kind, c.version, c.tries,
            c.is_doubtful as "isDoubtful", c.requested_at as "requestedAt", c.due_at as "leaseUntil"`);

/** Whether any change is open, now or later. Index: message_change_due. */
export async function hasChanges(db: Db): Promise<boolean> {
  const { found } = one(await db.query<{ found: boolean }>(HAS_CHANGES));
  return found;
}

const HAS_CHANGES = statement(
  `select exists (select 1 from message_change where settled_at is null) as found`,
);
