import type { Change } from "@/server/domain/message/content";
import type { Tx } from "@/server/store/events/tx";
import { IN_FLIGHT } from "./inbox-queues";

/** The last change of a message, whether it waits or has ended. */
export type FoundMessageChange = {
  inboxId: number;
  isSettled: boolean;
  isInFlight: boolean;
  /** A deletion that can be undone: nobody is called before that is over. */
  isUndoable: boolean;
};

export async function findQueuedMessageChange(tx: Tx, messageId: number): Promise<FoundMessageChange | null> {
  const [found] = await tx.query<FoundMessageChange>(
    `select w.inbox_id as "inboxId", w.settled_at is not null as "isSettled", ${IN_FLIGHT("w", "$3")} as "isInFlight",
            w.starts_at > $3::timestamptz as "isUndoable"
       from message_change w where w.account_id = $1 and w.message_id = $2`,
    [tx.caller.accountId, messageId, tx.now],
  );
  return found ?? null;
}

/** The changes of an inbox's messages, or that of one. */
type Which = { inboxId: number; messageId: number | null };

/** Those that wait. Index: message_change_due. */
const WAITING = `
  select w.message_id from message_change w
   where w.account_id = $1 and w.inbox_id = $2 and w.settled_at is null and not ${IN_FLIGHT("w", "$3")}
     and ($4::bigint is null or w.message_id = $4)`;

/**
 * Makes waiting changes due: one, or `limit` of an inbox that are not due yet; no deletion that can be undone. `countsDue`: the due ones
 * are counted too, since they waited for the end of a pause. Returns how many. Locks: message_change rows.
 */
export async function makeMessageChangesDue(
  tx: Tx,
  { inboxId, messageId, countsDue }: Which & { countsDue: boolean },
  limit: number,
): Promise<number> {
  const rows = await tx.query(
    `update message_change c set due_at = least(c.due_at, $3)
       from (${WAITING} and w.starts_at <= $3::timestamptz
              and ($4::bigint is not null or $6 or w.due_at > $3::timestamptz)
              order by w.due_at, w.message_id limit $5 for no key update) x
      where c.account_id = $1 and c.message_id = x.message_id returning 1`,
    [tx.caller.accountId, inboxId, tx.now, messageId, limit, countsDue],
  );
  return rows.length;
}

/** The messages of waiting changes, at most `limit`, without a lock. */
export async function listWaitingMessageChanges(
  tx: Tx,
  { inboxId, messageId }: Which,
  limit: number,
): Promise<number[]> {
  const rows = await tx.query<{ messageId: number }>(
    `select message_id as "messageId" from (${WAITING} order by w.due_at, w.message_id limit $5) x`,
    [tx.caller.accountId, inboxId, tx.now, messageId, limit],
  );
  return rows.map((row) => row.messageId);
}

/**
 * Ends those of these changes that still wait, with `error`. One of which a process was killed within a call may have been made. Returns
 * them. Locks: message_change rows, ascending. Lock their messages first.
 */
export const endMessageChanges = (
  tx: Tx,
  { messageIds, error }: { messageIds: readonly number[]; error: string },
): Promise<{ messageId: number; kind: Change }[]> =>
  tx.query(
    `update message_change c set state = 'failed', settled_at = $3, error = $4, is_doubtful = c.is_doubtful or c.state = 'calling'
       from (select w.message_id from message_change w
              where w.account_id = $1 and w.message_id = any($2::bigint[]) and w.settled_at is null
                and not ${IN_FLIGHT("w", "$3")}
              order by w.message_id for no key update) x
      where c.account_id = $1 and c.message_id = x.message_id
     returning c.message_id as "messageId", c.kind`,
    [tx.caller.accountId, messageIds, tx.now, error],
  );
