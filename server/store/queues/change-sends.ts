import type { DiscardedJob, RetriedJob } from "@/server/contract/queue/constants";
import type { Tx } from "@/server/store/events/tx";
import { MAIL_KEY, PUSH_KEY } from "./job-queue";
import { SEND_IN_FLIGHT } from "./send-queue";

/** A send, whether it waits or has ended. */
export type FoundSend = { id: number; inboxId: number; isSettled: boolean; isInFlight: boolean };

export async function findSend(tx: Tx, sendId: number): Promise<FoundSend | null> {
  const [found] = await tx.query<FoundSend>(
    `select s.id, s.inbox_id as "inboxId", s.settled_at is not null as "isSettled", ${SEND_IN_FLIGHT("$3")} as "isInFlight"
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
   where s.account_id = $1 and s.inbox_id = $2 and s.settled_at is null and not ${SEND_IN_FLIGHT("$3")}
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
        and not ${SEND_IN_FLIGHT("$3")}
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

/** A mail or a push that is due later than this is not being sent: the claims of the worker last as long at most. */
const LEASE = "interval '60 seconds'";

type Of = { table: string; key: string; due: string; where: string };

/** $1: the account. A turn of an operation holds the lock of its row, so that its time may be changed at any time. */
const OF: Record<RetriedJob, Of> = {
  bulk_operations: {
    table: "bulk_operation j",
    key: "j.id::text",
    due: "j.due_at",
    where: "j.state = 'running'",
  },
  deletions: {
    table: "deletion j",
    key: "j.id::text",
    due: "j.due_at",
    where: "j.state = 'running' and j.due_at < 'infinity'",
  },
  file_fetches: {
    table: "file j",
    key: "j.id::text",
    due: "j.work_due_at",
    where: "j.work_due_at is not null and j.state = 'pending'",
  },
  file_inspections: {
    table: "file j",
    key: "j.id::text",
    due: "j.work_due_at",
    where: "j.work_due_at is not null and j.state in ('ready', 'failed')",
  },
  mails: { table: "mail j", key: MAIL_KEY("j"), due: "j.due_at", where: "j.due_at is not null" },
  pushes: { table: "push j", key: PUSH_KEY("j"), due: "j.due_at", where: "true" },
};

const isLocked: ReadonlySet<RetriedJob> = new Set(["bulk_operations", "deletions"]);

/** Whether a job waits. */
export async function hasJob(tx: Tx, kind: RetriedJob, key: string): Promise<boolean> {
  const of = OF[kind];
  const rows = await tx.query(
    `select 1 from ${of.table} where j.account_id = $1 and ${of.key} = $2 and ${of.where}`,
    [tx.caller.accountId, key],
  );
  return rows.length > 0;
}

/** Makes a job due that waits for a later time; false: it is due, or may be running. */
export async function makeJobDue(tx: Tx, kind: RetriedJob, key: string): Promise<boolean> {
  const of = OF[kind];
  const from = isLocked.has(kind) ? "$3::timestamptz" : `$3::timestamptz + ${LEASE}`;
  const rows = await tx.query(
    `update ${of.table} set ${of.due.replace("j.", "")} = $3
      where j.account_id = $1 and ${of.key} = $2 and ${of.where} and ${of.due} > ${from} returning 1`,
    [tx.caller.accountId, key, tx.now],
  );
  return rows.length > 0;
}

/** A claim of the worker may have it. */
const MAY_RUN = (due: string): string =>
  `(${due} > $3::timestamptz and ${due} <= $3::timestamptz + ${LEASE})`;

/** Ends a job that waits, with `error` where that is kept; false: it may be running. */
export async function dropJob(
  tx: Tx,
  { kind, key, error }: { kind: DiscardedJob; key: string; error: string },
): Promise<boolean> {
  const of = OF[kind];
  const which = `j.account_id = $1 and ${of.key} = $2 and ${of.where} and not ${MAY_RUN(of.due)}`;
  const values = [tx.caller.accountId, key, tx.now];
  const rows =
    kind === "mails"
      ? await tx.query(
          `update mail j set due_at = null, sealed_secret = null, error = $4 where ${which} returning 1`,
          [...values, error],
        )
      : await tx.query(`delete from push j where ${which} returning 1`, values);
  return rows.length > 0;
}
