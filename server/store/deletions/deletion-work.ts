import type { DeletionReason } from "@/server/contract/deletion/deletion";
import { DELETION_HOURS, type DeletionState, type SkipReason } from "@/server/domain/deletion/deletion";
import { type Db, one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { DELETION_COLUMNS, type DeletionRow } from "./deletions";

const DELETION = select(DELETION_COLUMNS);

export type NewDeletion = {
  ids: readonly number[];
  contactId: number | null;
  reason: DeletionReason;
  /** The deadline of the bulk operation with the same operation id that executes it. Then it is never due by itself. */
  drivenUntil?: Date;
};

/** Creates a deletion of these conversations under the transaction's operation; the worker executes it. */
export async function insertDeletion(
  tx: Tx,
  { ids, contactId, reason, drivenUntil }: NewDeletion,
): Promise<DeletionRow> {
  const { accountId, actor } = tx.caller;
  const row = one(
    await tx.query<DeletionRow>(
      `insert into deletion (account_id, operation_id, kind, reason, contact_id, total, actor, deadline_at, due_at,
                             created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7,
               coalesce($9, $8::timestamptz + make_interval(hours => ${DELETION_HOURS})),
               case when $9::timestamptz is null then $8::timestamptz else 'infinity' end, $8, $8)
       returning ${DELETION}`,
      [
        accountId,
        tx.operationId,
        contactId === null ? "conversations" : "contact",
        reason,
        contactId,
        ids.length,
        actor,
        tx.now,
        drivenUntil ?? null,
      ],
    ),
  );
  await insertItems(tx, row.id, ids);
  return row;
}

const insertItems = (tx: Tx, deletionId: number, ids: readonly number[]) =>
  tx.query(
    `insert into deletion_item (account_id, deletion_id, conversation_id) select $1, $2, unnest($3::bigint[])`,
    [tx.caller.accountId, deletionId, ids],
  );

/** Adds conversations that were created since to a locked deletion. */
export async function addItems(tx: Tx, before: DeletionRow, ids: readonly number[]): Promise<DeletionRow> {
  await insertItems(tx, before.id, ids);
  return { ...before, total: before.total + ids.length };
}

/** The result of a conversation: skipped with a code, or deleted if `code` is null. */
export type Outcome = { id: number; code: SkipReason | null };

/** Writes the results of pending conversations of a locked deletion. */
export async function settleItems(tx: Tx, deletionId: number, outcomes: readonly Outcome[]): Promise<void> {
  await tx.query(
    `update deletion_item i set state = case when o.code is null then 'purged' else 'skipped' end, code = o.code
       from unnest($3::bigint[], $4::text[]) as o (id, code)
      where i.account_id = $1 and i.deletion_id = $2 and i.conversation_id = o.id and i.state = 'pending'`,
    [tx.caller.accountId, deletionId, outcomes.map(({ id }) => id), outcomes.map(({ code }) => code)],
  );
}

/** Saves progress and state of a locked deletion. */
export async function saveDeletion(
  tx: Tx,
  row: DeletionRow,
  state: DeletionState = "running",
): Promise<DeletionRow> {
  return one(
    await tx.query<DeletionRow>(
      `update deletion set total = $3, purged = $4, skipped = $5, skips = $6, state = $7, finished_at = $8,
              deadline_at = $10, faults = 0, due_at = case when due_at = 'infinity' then due_at else $9 end, updated_at = $9, version = version + 1
        where account_id = $1 and id = $2 returning ${DELETION}`,
      [
        tx.caller.accountId,
        row.id,
        row.total,
        row.purged,
        row.skipped,
        row.skips,
        state,
        state === "running" ? null : tx.now,
        tx.now,
        row.deadlineAt,
      ],
    ),
  );
}

/** After an internal error in a turn: delays the next turn exponentially, by at most an hour. */
export async function postponeDeletion(
  db: Db,
  { accountId, id, now }: { accountId: number; id: number; now: Date },
): Promise<void> {
  await db.query(
    `update deletion set faults = faults + 1,
            due_at = $3::timestamptz + make_interval(secs => least(3600, 2 ^ least(faults, 12)))
      where account_id = $1 and id = $2 and state = 'running'`,
    [accountId, id, now],
  );
}
