import type { DeletionDto, DeletionReason } from "@/server/contract/deletion/deletion";
import { DELETION_HOURS, type DeletionState, type SkipReason } from "@/server/domain/deletion/deletion";
import { type Db, one } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";

type Instants = "createdAt" | "deadlineAt" | "finishedAt";
export type DeletionRow = Omit<DeletionDto, Instants | "acks" | "missing"> & {
  faults: number;
  createdAt: Date;
  deadlineAt: Date;
  finishedAt: Date | null;
};

const COLUMNS: Columns<DeletionRow> = {
  id: "$.id",
  operationId: "$.operation_id",
  kind: "$.kind",
  reason: "$.reason",
  contactId: "$.contact_id",
  state: "$.state",
  total: "$.total",
  purged: "$.purged",
  skipped: "$.skipped",
  skips: "$.skips",
  requestedBy: "$.actor",
  faults: "$.faults",
  createdAt: "$.created_at",
  deadlineAt: "$.deadline_at",
  finishedAt: "$.finished_at",
};
const DELETION = select(COLUMNS);

export const toDeletionDto = (
  { faults: _, ...row }: DeletionRow,
  acknowledgements: Pick<DeletionDto, "acks" | "missing">,
): DeletionDto => ({
  ...row,
  ...acknowledgements,
  createdAt: row.createdAt.toISOString(),
  deadlineAt: row.deadlineAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

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

/** Locks a running deletion; null when it has ended or another process executes it. */
export async function takeDeletion(tx: Tx, deletionId: number): Promise<DeletionRow | null> {
  const [row] = await tx.query<DeletionRow>(
    `select ${DELETION} from deletion where account_id = $1 and id = $2 and state = 'running'
        for no key update skip locked`,
    [tx.caller.accountId, deletionId],
  );
  return row ?? null;
}

/** The next pending conversations of a locked deletion, ascending. Index: deletion_item_pkey. */
export async function listPending(tx: Tx, deletionId: number, limit: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select conversation_id as id from deletion_item
      where account_id = $1 and deletion_id = $2 and state = 'pending' order by conversation_id limit $3`,
    [tx.caller.accountId, deletionId, limit],
  );
  return rows.map(({ id }) => id);
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

/** A page of an account's deletions, newest first, `before` an id. */
export const pageDeletions = (
  db: Db,
  accountId: number,
  { before, limit }: { before: number | null; limit: number },
): Promise<DeletionRow[]> =>
  db.query<DeletionRow>(
    `select ${DELETION} from deletion
      where account_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [accountId, before, limit],
  );

export type DueDeletion = Pick<DeletionDto, "id" | "reason"> & {
  accountId: number;
  actor: DeletionDto["requestedBy"];
};

/** Running deletions that are due, the longest due first. Index: deletion_due. */
export const listDueDeletions = (
  db: Db,
  { now, limit }: { now: Date; limit: number },
): Promise<DueDeletion[]> =>
  db.query<DueDeletion>(
    `select account_id as "accountId", id, reason, actor from deletion
      where state = 'running' and due_at <= $1 order by due_at, id limit $2`,
    [now, limit],
  );

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

/** Whether one of these contacts is being erased. Hold their locks, as `confirmDeletion` does. Index: deletion_due. */
export async function isBeingErased(tx: Tx, contactIds: readonly number[]): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from deletion where account_id = $1 and state = 'running' and contact_id = any($2::bigint[]) limit 1`,
    [tx.caller.accountId, contactIds],
  );
  return rows.length > 0;
}

/** Locks the deletion that a bulk operation executes. */
export async function lockDriven(tx: Tx, operationId: string): Promise<DeletionRow> {
  return one(
    await tx.query<DeletionRow>(
      `select ${DELETION} from deletion where account_id = $1 and operation_id = $2 for no key update`,
      [tx.caller.accountId, operationId],
    ),
  );
}

/** A deletion by its operation, or null. */
export async function findDeletion(
  db: Db,
  accountId: number,
  operationId: string,
): Promise<DeletionRow | null> {
  const [row] = await db.query<DeletionRow>(
    `select ${DELETION} from deletion where account_id = $1 and operation_id = $2`,
    [accountId, operationId],
  );
  return row ?? null;
}
