import { type Database, type Db, sqlState } from "@/server/store/_postgres/db";
import { CELLS } from "./counters";

/** A counter that was wrong, and its correction. Assignee 0: unassigned; null: the sum over assignees. */
export type Drift = {
  inboxId: number;
  lifecycle: string;
  status: string;
  assigneeId: number | null;
  change: number;
};

/** Accounts whose counters were not audited since `before`, the longest ago first. */
export async function listAccountsToAudit(
  db: Db,
  { before, limit }: { before: Date; limit: number },
): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select a.id from account a left join counter_audit u on u.account_id = a.id
      where u.audited_at is null or u.audited_at < $1
      order by u.audited_at nulls first, a.id limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Recounts an account's conversations and corrects wrong counters, in one repeatable-read transaction: count, counters
 * and deltas are of the same instant, and a correction is a delta. First it sets totals to the sums of the folded
 * counters. Null when another process audits the account (both write its row of `counter_audit`, which Postgres allows
 * only one such snapshot) or has folded a total meanwhile; the account then stays due.
 */
export async function auditCounters(
  database: Database,
  accountId: number,
  now: Date,
): Promise<Drift[] | null> {
  try {
    return await database.transaction(async (db) => {
      await db.query("set transaction isolation level repeatable read");
      await db.query(
        `insert into counter_audit values ($1, $2)
         on conflict (account_id) do update set audited_at = excluded.audited_at`,
        [accountId, now],
      );
      const totals = await db.query<Drift>(MEND_TOTALS, [accountId]);
      return [...totals, ...(await db.query<Drift>(MEND, [accountId]))];
    });
  } catch (error) {
    if (sqlState(error) === SERIALIZATION_FAILURE) return null;
    throw error;
  }
}

const SERIALIZATION_FAILURE = "40001";

const MEND_TOTALS = `
  with sums as (
    select inbox_id, lifecycle, status, sum(count) as count,
           coalesce(sum(count) filter (where assignee_id = 0), 0) as unassigned
      from conversation_counter where account_id = $1 group by 1, 2, 3
  ), wrong as (
    select inbox_id, lifecycle, status, coalesce(s.count, 0) as count, coalesce(s.unassigned, 0) as unassigned,
           coalesce(s.count, 0) - coalesce(t.count, 0) as change,
           coalesce(s.unassigned, 0) - coalesce(t.unassigned, 0) as change_unassigned
      from sums s
      full join (select * from conversation_total where account_id = $1) t using (inbox_id, lifecycle, status)
  ), mended as (
    insert into conversation_total (account_id, inbox_id, lifecycle, status, count, unassigned)
    select $1, inbox_id, lifecycle, status, count, unassigned
      from wrong where change <> 0 or change_unassigned <> 0
    on conflict (account_id, inbox_id, lifecycle, status)
       do update set count = excluded.count, unassigned = excluded.unassigned
  )
  select inbox_id as "inboxId", lifecycle, status, null as "assigneeId",
         case change when 0 then change_unassigned else change end as change
    from wrong where change <> 0 or change_unassigned <> 0`;

/** Reads every conversation of the account, once, without a lock. */
const MEND = `
  with actual as (
    select inbox_id, lifecycle, status, coalesce(assignee_id, 0) as assignee_id, count(*) as count
      from conversation where account_id = $1 and lifecycle <> 'purged' group by 1, 2, 3, 4
  ), kept as (
    select inbox_id, lifecycle, status, assignee_id, sum(count) as count from ${CELLS} as cell group by 1, 2, 3, 4
  )
  insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
  select $1, inbox_id, lifecycle, status, assignee_id, coalesce(actual.count, 0) - coalesce(kept.count, 0)
    from actual full join kept using (inbox_id, lifecycle, status, assignee_id)
   where coalesce(actual.count, 0) <> coalesce(kept.count, 0)
  returning inbox_id as "inboxId", lifecycle, status, assignee_id as "assigneeId", change`;
