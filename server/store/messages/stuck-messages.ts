import type { Waiting } from "@/server/domain/message/tick";
import { type Db, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

export type DueStuck = { accountId: number; messageId: number };

/**
 * When attempt `a` of message `m` began to wait for a receipt: the first one at the end of the undo window, one that a
 * sender took when it had it.
 */
const SINCE = `greatest(a.started_at, case when a.number = 1 then m.send_after end,
  (select s.settled_at from send s where s.account_id = m.account_id and s.message_id = m.id and s.attempt = a.number))`;
/** Whether attempt `a` waits for its sender: it has not had the message yet. */
const IS_QUEUED = `exists (select 1 from send s where s.account_id = m.account_id and s.message_id = m.id
  and s.attempt = a.number and s.settled_at is null)`;

/** Reads whole inboxes of all accounts, the oldest messages first. Indexes: message_waiting, message_attempt_pkey. */
const DUE = statement(
  `select i.account_id as "accountId", waiting.id as "messageId"
     from inbox i
     cross join lateral (
       select m.id
         from message m
         join message_attempt a on a.account_id = m.account_id and a.message_id = m.id and a.number = m.attempt
        where m.account_id = i.account_id and m.inbox_id = i.id
          and m.status = 'pending' and not m.is_unconfirmed and m.deleted_at is null
          and m.id <> all($3::bigint[])
          and m.created_at <= $1::timestamptz - make_interval(mins => i.stuck_after_minutes)
          and not ${IS_QUEUED}
          and ${SINCE} <= $1::timestamptz - make_interval(mins => i.stuck_after_minutes)
        order by m.created_at limit $2) waiting
    where i.stuck_after_minutes > 0
    limit $2`,
);

/**
 * At most `limit` messages of all accounts that have waited for a receipt for as long as their inbox allows, without those
 * of `except`. Locks: none; lock a message and check again before marking it.
 */
export const listDueStuck = (
  db: Db,
  { now, limit, except }: { now: Date; limit: number; except: readonly number[] },
): Promise<DueStuck[]> => db.query<DueStuck>(DUE, [now, limit, except]);

/** Since when these messages wait and how long they may, by id. Lock them first. Index: message_pkey. */
export async function listWaiting(
  tx: Tx,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Omit<Waiting, "tick">>> {
  const rows = await tx.query<Omit<Waiting, "tick"> & { id: number }>(
    `select m.id, ${SINCE} as since, i.stuck_after_minutes as "stuckAfterMinutes"
       from message m
       join message_attempt a on a.account_id = m.account_id and a.message_id = m.id and a.number = m.attempt
       join inbox i on i.account_id = m.account_id and i.id = m.inbox_id
      where m.account_id = $1 and m.id = any($2::bigint[]) and not ${IS_QUEUED}`,
    [tx.caller.accountId, messageIds],
  );
  return new Map(rows.map(({ id, ...waiting }) => [id, waiting]));
}

/** Whether any message of an inbox is unconfirmed and not dismissed. Index: message_unconfirmed. */
export async function hasUnconfirmed(db: Db, accountId: number, inboxId: number): Promise<boolean> {
  const { found } = one(
    await db.query<{ found: boolean }>(
      `select exists (select 1 from message
                       where account_id = $1 and inbox_id = $2 and is_unconfirmed and deleted_at is null and dismissed is null) as found`,
      [accountId, inboxId],
    ),
  );
  return found;
}
