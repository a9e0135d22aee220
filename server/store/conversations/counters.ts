import { type Database, one } from "@/server/store/_postgres/db";
import { LOCK_KEYS } from "@/server/store/_postgres/partitions";
import { requireRows } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";

/** The fields that decide which cell counts a conversation. No cell counts purged ones. */
type Cell = Pick<ConversationRow, "inboxId" | "lifecycle" | "status" | "assigneeId">;

/** Maximum of deltas folded in one transaction. */
export const FOLD_BATCH = 2000;

/** The cells of account $1: the folded counters and the deltas that are not folded yet. */
export const CELLS = `(
  select inbox_id, lifecycle, status, assignee_id, count from conversation_counter where account_id = $1
   union all
  select inbox_id, lifecycle, status, assignee_id, change from counter_delta where account_id = $1)`;

/**
 * Rows of `all`, `mine` (assignee $2) and `unassigned` by inbox, lifecycle and status, to be summed up: account $1's
 * totals, the assignee's cells, and the deltas that are not folded yet. Their number grows with inboxes and statuses, not
 * with assignees.
 */
export const TALLIES = `(
  select inbox_id, lifecycle, status, count as all, 0::bigint as mine, unassigned
    from conversation_total where account_id = $1
   union all
  select inbox_id, lifecycle, status, 0, count, 0 from conversation_counter where account_id = $1 and assignee_id = $2
   union all
  select inbox_id, lifecycle, status, change, case assignee_id when $2 then change else 0 end,
         case assignee_id when 0 then change else 0 end
    from counter_delta where account_id = $1)`;

/**
 * The same for many assignees: totals of account $1 with the assignee null, and the cells of each of the assignees $2, to
 * be summed up.
 */
export const TALLIES_OF = `(
  select inbox_id, lifecycle, status, null::bigint as assignee_id, count as all, 0::bigint as mine, unassigned
    from conversation_total where account_id = $1
   union all
  select inbox_id, lifecycle, status, assignee_id, 0, count, 0
    from conversation_counter where account_id = $1 and assignee_id = any($2::bigint[])
   union all
  select inbox_id, lifecycle, status, null, change, 0, case assignee_id when 0 then change else 0 end
    from counter_delta where account_id = $1
   union all
  select inbox_id, lifecycle, status, assignee_id, 0, change, 0
    from counter_delta where account_id = $1 and assignee_id = any($2::bigint[]))`;

export const INTO_DELTA = `insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)`;
const ARRIVAL = `select account_id, inbox_id, lifecycle, status, coalesce(assignee_id, 0), 1 from written where lifecycle <> 'purged'`;

/** Extends an insert of a conversation (without `returning`): the statement also counts it. */
export const countedInsert = (insert: string): string =>
  `with written as (${insert} returning *) ${INTO_DELTA} ${ARRIVAL}`;

/**
 * Extends an update of one locked conversation (without `returning`): the statement fails if it wrote none, and counts the
 * conversation in its new cell instead of the old one. Being one statement, change and delta are saved or rolled back together.
 */
export function countedUpdate(
  update: string,
  values: readonly unknown[],
  { before, patch }: { before: ConversationRow; patch: Partial<ConversationRow> },
): [text: string, values: unknown[]] {
  const isWritten = requireRows("written", "1");
  if (!isMove(before, patch)) return [`with written as (${update} returning 1) ${isWritten}`, [...values]];
  const at = values.length;
  const departure = `select account_id, $${at + 1}::bigint, $${at + 2}::text, $${at + 3}::text, $${at + 4}::bigint, -1 from written where $${at + 2} <> 'purged'`;
  return [
    `with written as (${update} returning *), counted as (${INTO_DELTA} ${ARRIVAL} union all ${departure}) ${isWritten}`,
    [...values, before.inboxId, before.lifecycle, before.status, before.assigneeId ?? 0],
  ];
}

/** Whether a change takes a conversation into another cell. */
export function isMove(before: Cell, patch: Partial<Cell>): boolean {
  const after = { ...before, ...patch };
  return (["inboxId", "lifecycle", "status", "assigneeId"] as const).some(
    (field) => before[field] !== after[field],
  );
}

/**
 * Folds one batch of deltas into the counters; returns how many there were, or 0 when another process is folding. It does
 * not use the lock of the relay's row: the relay of another process would wait for a fold to stamp events.
 */
export function foldCounters(database: Database): Promise<number> {
  return database.transaction(async (db) => {
    const { isOurs } = one(
      await db.query<{ isOurs: boolean }>(`select pg_try_advisory_xact_lock($1) as "isOurs"`, [
        LOCK_KEYS.foldCounters,
      ]),
    );
    if (!isOurs) return 0;
    return one(await db.query<{ folded: number }>(FOLD, [FOLD_BATCH])).folded;
  });
}

/** Order: account, delta. Locks: the caller holds the fold's advisory lock. Index: the tables' keys. */
const FOLD = `
  with taken as (
    delete from counter_delta d
     using (select account_id, id from counter_delta order by account_id, id limit $1) t
     where d.account_id = t.account_id and d.id = t.id
    returning d.account_id, d.inbox_id, d.lifecycle, d.status, d.assignee_id, d.change
  ), folded as (
    insert into conversation_counter as c (account_id, inbox_id, lifecycle, status, assignee_id, count)
    select account_id, inbox_id, lifecycle, status, assignee_id, sum(change)
      from taken group by 1, 2, 3, 4, 5 having sum(change) <> 0
    on conflict (account_id, inbox_id, lifecycle, status, assignee_id) do update set count = c.count + excluded.count
  ), summed as (
    insert into conversation_total as t (account_id, inbox_id, lifecycle, status, count, unassigned)
    select account_id, inbox_id, lifecycle, status, sum(change),
           coalesce(sum(change) filter (where assignee_id = 0), 0)
      from taken group by 1, 2, 3, 4
    on conflict (account_id, inbox_id, lifecycle, status)
       do update set count = t.count + excluded.count, unassigned = t.unassigned + excluded.unassigned
  )
  select count(*) as folded from taken`;
