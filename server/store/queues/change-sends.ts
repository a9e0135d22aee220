import type { Tx } from "@/server/store/events/tx";
import { IN_FLIGHT } from "./inbox-queues";

/** A send, whether it waits or has ended. */
export type FoundSend = { id: number; inboxId: number; isSettled: boolean; isInFlight: boolean };

export async function findSend(tx: Tx, sendId: number): Promise<FoundSend | null> {
  const [found] = await tx.query<FoundSend>(
    `select s.id, s.inbox_id as "inboxId", s.settled_at is not null as "isSettled", ${IN_FLIGHT("s", "$3")} as "isInFlight"
       from send s where s.account_id = $1 and s.id = $2`,
    [tx.caller.accountId, sendId, tx.now],
  );
  return found ?? null;
}

/** The sends of an inbox, or one of them. */
type Which = { inboxId: number; sendId: number | null };

/** Those that wait, `limit` at most, those that are tried next first. Index: send_due. */
const WAITING = `
  select s.id, s.message_id from send s
   where s.account_id = $1 and s.inbox_id = $2 and s.settled_at is null and not ${IN_FLIGHT("s", "$3")}
     and ($4::bigint is null or s.id = $4)`;

/**
 * Makes waiting sends due: one, or `limit` of an inbox that are not due yet; `countsDue`: the due ones are counted too, since
 * they waited for the end of a pause. Returns how many. Lock the inbox's health first. Locks: send rows.
 */
export async function makeSendsDue(
  tx: Tx,
  { inboxId, sendId, countsDue }: Which & { countsDue: boolean },
  limit: number,
): Promise<number> {
  const rows = await tx.query(
    `update send s set due_at = least(s.due_at, $3)
       from (${WAITING} and ($4::bigint is not null or $6 or s.due_at > $3::timestamptz)
              order by s.due_at, s.id limit $5 for no key update) w
      where s.account_id = $1 and s.id = w.id returning 1`,
    [tx.caller.accountId, inboxId, tx.now, sendId, limit, countsDue],
  );
  return rows.length;
}

/** Lets one call of an inbox's program through although it is paused. Returns whether it was paused. Locks: inbox_sending. */
export async function endSendPause(tx: Tx, inboxId: number): Promise<boolean> {
  const rows = await tx.query(
    `update inbox_sending set open_until = $3 where account_id = $1 and inbox_id = $2 and open_until > $3 returning 1`,
    [tx.caller.accountId, inboxId, tx.now],
  );
  return rows.length > 0;
}

export type WaitingSend = { id: number; messageId: number };

/** Waiting sends, at most `limit`, without a lock. */
export const listWaitingSends = (tx: Tx, { inboxId, sendId }: Which, limit: number): Promise<WaitingSend[]> =>
  tx.query<WaitingSend>(
    `select id, message_id as "messageId" from (${WAITING} order by s.due_at, s.id limit $5) w`,
    [tx.caller.accountId, inboxId, tx.now, sendId, limit],
  );

export type LockedSend = WaitingSend & { attempt: number; mayHaveArrived: boolean };

/**
 * Locks those of these sends that still wait. `mayHaveArrived`: a try ended without a definite answer, or a process was killed
 * within a call. Locks: send rows, ascending. Lock their messages first.
 */
export const lockWaitingSends = (tx: Tx, ids: readonly number[]): Promise<LockedSend[]> =>
  tx.query<LockedSend>(
    `select s.id, s.message_id as "messageId", s.attempt, s.is_doubtful or s.state = 'calling' as "mayHaveArrived"
       from send s where s.account_id = $1 and s.id = any($2::bigint[]) and s.settled_at is null
        and not ${IN_FLIGHT("s", "$3")}
      order by s.id for no key update`,
    [tx.caller.accountId, ids, tx.now],
  );

/** Ends locked sends without a call. */
export async function endSends(
  tx: Tx,
  ended: readonly { id: number; state: "dropped" | "unconfirmed" }[],
): Promise<void> {
  await tx.query(
    `update send s set state = n.state, settled_at = $2, is_doubtful = s.is_doubtful or s.state = 'calling', claim = null
       from unnest($3::bigint[], $4::text[]) as n (id, state) where s.account_id = $1 and s.id = n.id`,
    [tx.caller.accountId, tx.now, ended.map(({ id }) => id), ended.map(({ state }) => state)],
  );
}
