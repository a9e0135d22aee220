import type { Actor } from "@/server/contract/_shared/dto";
import type { BulkAction, BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { EventType } from "@/server/contract/event/event";
import type { BulkState } from "@/server/domain/bulk/bulk";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { statement } from "@/server/store/_postgres/statement";
import { type Columns, fieldsOf, type StoredRow, select, toRow } from "@/server/store/_rows/columns";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, sendAhead, type Tx } from "@/server/store/events/tx";

/** How long operations are kept, with the result of each conversation. */
export const BULK_DAYS = 30;

export type BulkRow = BulkAction & {
  id: number;
  operationId: string;
  mode: BulkOperationDto["mode"];
  state: BulkState;
  total: number;
  processed: number;
  succeeded: number;
  unchanged: number;
  failed: number;
  failures: Record<string, number>;
  errorCode: string | null;
  requestedBy: Actor;
  /** The requester, whose current rights apply. */
  userId: number | null;
  tokenId: number | null;
  timeoutS: number;
  deadlineAt: Date;
  finishedAt: Date | null;
  faults: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

type Fields = Omit<BulkRow, "action" | "params"> & { action: string; params: object };

const BULK_COLUMNS: Columns<Fields> = {
  id: "$.id",
  operationId: "$.operation_id",
  action: "$.action",
  params: "$.params",
  mode: "$.mode",
  state: "$.state",
  total: "$.total",
  processed: "$.processed",
  succeeded: "$.succeeded",
  unchanged: "$.unchanged",
  failed: "$.failed",
  failures: "$.failures",
  errorCode: "$.error_code",
  requestedBy: "$.requested_by",
  userId: "$.user_id",
  tokenId: "$.token_id",
  timeoutS: "$.timeout_s",
  deadlineAt: "$.deadline_at",
  finishedAt: "$.finished_at",
  faults: "$.faults",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};
const COLUMNS = select(BULK_COLUMNS);
const FIELDS = fieldsOf(BULK_COLUMNS);

export const toBulkDto = (row: BulkRow): BulkOperationDto => {
  const { userId: _, tokenId: __, timeoutS: ___, faults: ____, ...fields } = row;
  return {
    ...fields,
    params: fields.params as BulkOperationDto["params"], // JSON, as stored
    deadlineAt: row.deadlineAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
};

export type NewBulk = BulkAction & Pick<BulkRow, "mode" | "timeoutS" | "total">;

/** Inserts a running operation without its items. Records `bulk.started`. */
export async function insertBulk(tx: Tx, bulk: NewBulk): Promise<BulkRow> {
  const made = await prismaOf(tx).bulkOperation.create({
    data: {
      accountId: tx.caller.accountId,
      operationId: tx.operationId,
      action: bulk.action,
      params: bulk.params,
      mode: bulk.mode,
      state: "running",
      total: bulk.total,
      requestedBy: tx.caller.actor,
      userId: tx.caller.userId,
      tokenId: tx.caller.tokenId,
      timeoutS: bulk.timeoutS,
      deadlineAt: new Date(tx.now.getTime() + bulk.timeoutS * 1000),
      dueAt: tx.now,
      createdAt: tx.now,
      updatedAt: tx.now,
    },
    select: FIELDS,
  });
  const row = toBulkRow(made);
  record(tx, "bulk.started", row, {});
  return row;
}

/** A bulk operation of the account, or null. */
export async function findBulk(db: Db, accountId: number, bulkId: number): Promise<BulkRow | null> {
  const where = { accountId, id: bulkId };
  const found = await prismaOf(db).bulkOperation.findFirst({ where, select: FIELDS });
  return found && toBulkRow(found);
}

/** A page of an account's bulk operations, newest first, `before` an id. */
export async function listBulks(
  db: Db,
  accountId: number,
  { state, before, limit }: { state: BulkState | null; before: number | null; limit: number },
): Promise<BulkRow[]> {
  const rows = await prismaOf(db).bulkOperation.findMany({
    where: {
      accountId,
      ...(state !== null && { state }),
      ...(before !== null && { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return rows.map(toBulkRow);
}

/** The last undoing of each of these operations, by operation. An undoing is newer than what it undoes. */
export async function findUndoings(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<Map<number, { state: BulkState; succeeded: number }>> {
  const rows = await db.query<{ undoneId: number; state: BulkState; succeeded: number }>(
    `select (params->>'bulkOperationId')::bigint as "undoneId", state, succeeded from bulk_operation
      where account_id = $1 and action = 'undo' and id > (select min(x) from unnest($2::bigint[]) x)
        and (params->>'bulkOperationId')::bigint = any($2::bigint[])
      order by id`,
    [accountId, ids],
  );
  return new Map(rows.map(({ undoneId, ...undoing }) => [undoneId, undoing]));
}

/** The cast is safe: stored `params` match the action. */
const toBulkRow = (found: StoredRow<Fields>): BulkRow => toRow<Fields>(found) as BulkRow;

/** Locks one; waits for its current turn. */
export async function lockBulk(tx: Tx, bulkId: number): Promise<BulkRow | null> {
  return lock(tx, bulkId, "for no key update");
}

/** Locks one for its next turn; null when it has ended or another process executes it. */
export async function takeBulk(tx: Tx, bulkId: number): Promise<BulkRow | null> {
  return lock(tx, bulkId, "and state = 'running' for no key update skip locked");
}

async function lock(tx: Tx, bulkId: number, how: string): Promise<BulkRow | null> {
  const [row] = await tx.query<BulkRow>(
    `select ${COLUMNS} from bulk_operation where account_id = $1 and id = $2 ${how}`,
    [tx.caller.accountId, bulkId],
  );
  return row ?? null;
}

export type DueBulk = { accountId: number; bulkId: number };

/** Operations due for a turn, the least recently executed first: none waits for another's end. Index: bulk_operation_due. */
export const listDueBulks = (db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueBulk[]> =>
  db.query<DueBulk>(
    `select account_id as "accountId", id as "bulkId" from bulk_operation
      where state = 'running' and due_at <= $1 order by due_at, id limit $2`,
    [now, limit],
  );

type BulkEvent = Extract<EventType, `bulk.${string}`>;

/** The fields that a turn or an end may change. */
const SAVED = [
  "state",
  "processed",
  "succeeded",
  "unchanged",
  "failed",
  "failures",
  "errorCode",
  "deadlineAt",
  "finishedAt",
  "faults",
] as const satisfies (keyof BulkRow)[];
type Patch = Partial<Pick<BulkRow, (typeof SAVED)[number]>>;

const SAVE = statement(`
  update bulk_operation
     set ${SAVED.map((field, i) => `${BULK_COLUMNS[field].replace("$.", "")} = $${i + 5}`).join(", ")},
         due_at = $4, updated_at = $4, version = version + 1
   where account_id = $1 and id = $2 and version = $3 returning id`);

/**
 * Saves progress or end of a locked operation and records it. Does not wait for the statement: under the lock its result
 * is known.
 */
export function saveBulk(tx: Tx, before: BulkRow, patch: Patch, type: BulkEvent): BulkRow {
  const row: BulkRow = { ...before, ...patch, version: before.version + 1, updatedAt: tx.now };
  const values = [
    tx.caller.accountId,
    before.id,
    before.version,
    tx.now,
    ...SAVED.map((field) => row[field]),
  ];
  sendAhead(tx, tx.query(SAVE, values).then(one));
  const changes: Changes = {};
  for (const field of ["state", "processed"] as const)
    if (before[field] !== row[field]) changes[field] = { from: before[field], to: row[field] };
  record(tx, type, row, changes);
  return row;
}

/** After an internal error in a turn: the next turn begins later and executes its items one by one. Records no event. */
export async function postponeBulk(tx: Tx, bulkId: number, delayMs: number): Promise<void> {
  await prismaOf(tx).bulkOperation.updateMany({
    where: { accountId: tx.caller.accountId, id: bulkId, state: "running" },
    data: { faults: { increment: 1 }, dueAt: new Date(tx.now.getTime() + delayMs) },
  });
}

function record(tx: Tx, type: BulkEvent, row: BulkRow, changes: Changes): void {
  recordEvent(tx, { type, resource: "bulk_operation", dto: toBulkDto(row), changes });
}
