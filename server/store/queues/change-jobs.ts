import type { DiscardedJob, RetriedJob } from "@/server/contract/queue/constants";
import type { Tx } from "@/server/store/events/tx";
import { MAIL_KEY, PUSH_KEY } from "./job-queue";

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
