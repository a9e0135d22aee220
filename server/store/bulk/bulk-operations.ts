import type { Actor } from "@/server/contract/_shared/dto";
import type { BulkAction, BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { EventType } from "@/server/contract/event/event";
import type { BulkState } from "@/server/domain/bulk/bulk";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { type Columns, fieldsOf, type StoredRow, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import type { Changes, Tx } from "@/server/store/events/tx";

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

export const BULK_COLUMNS: Columns<Fields> = {
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
const FIELDS = fieldsOf(BULK_COLUMNS);

/** Without what a macro does: every member sees the operation, and a member's own macro is theirs alone. */
function shownParams({ macro, ...params }: BulkOperationDto["params"]): BulkOperationDto["params"] {
  if (typeof macro !== "object" || macro === null || Array.isArray(macro)) return params;
  const { actions: _, ...named } = macro;
  return { ...params, macro: named };
}

export const toBulkDto = (row: BulkRow): BulkOperationDto => {
  const { userId: _, tokenId: __, timeoutS: ___, faults: ____, ...fields } = row;
  return {
    ...fields,
    params: shownParams(fields.params as BulkOperationDto["params"]), // JSON, as stored
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
  recordBulk(tx, "bulk.started", row, {});
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
  if (ids.length === 0) return new Map();
  const found = await prismaOf(db).bulkOperation.findMany({
    where: {
      accountId,
      action: "undo",
      id: { gt: Math.min(...ids) },
      OR: ids.map((id) => ({ params: { path: ["bulkOperationId"], equals: id } })),
    },
    orderBy: { id: "asc" },
    select: FIELDS,
  });
  return new Map(
    found
      .map(toBulkRow)
      .flatMap(({ action, params, state, succeeded }) =>
        action === "undo" ? [[params.bulkOperationId, { state, succeeded }]] : [],
      ),
  );
}

/** The cast is safe: stored `params` match the action. */
const toBulkRow = (found: StoredRow<Fields>): BulkRow => toRow<Fields>(found) as BulkRow;

/** Locks one; waits for its current turn. */
export const lockBulk = (tx: Tx, bulkId: number): Promise<BulkRow | null> =>
  lock(tx, "bulk_operation", { id: bulkId, mode: "change" });

/** Locks one for its next turn; null when it has ended or another process executes it. */
export const takeBulk = (tx: Tx, bulkId: number): Promise<BulkRow | null> =>
  lock(tx, "running_bulk_operation", { id: bulkId, mode: "skip" });

async function lock(
  tx: Tx,
  name: "bulk_operation" | "running_bulk_operation",
  how: { id: number; mode: "change" | "skip" },
): Promise<BulkRow | null> {
  const found = await lockRow<Fields>(tx, name, { ...how, columns: BULK_COLUMNS });
  return found && toBulkRow(found);
}

export type DueBulk = { accountId: number; bulkId: number };

/** Operations due for a turn, the least recently executed first: none waits for another's end. Index: bulk_operation_due. */
export async function listDueBulks(db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueBulk[]> {
  const found = await prismaOf(db).bulkOperation.findMany({
    where: { state: "running", dueAt: { lte: now } },
    orderBy: [{ dueAt: "asc" }, { id: "asc" }],
    take: limit,
    select: { accountId: true, id: true },
  });
  return found.map(({ accountId, id }) => ({ accountId: Number(accountId), bulkId: Number(id) }));
}

/** After an internal error in a turn: the next turn begins later and executes its items one by one. Records no event. */
export async function postponeBulk(tx: Tx, bulkId: number, delayMs: number): Promise<void> {
  await prismaOf(tx).bulkOperation.updateMany({
    where: { accountId: tx.caller.accountId, id: bulkId, state: "running" },
    data: { faults: { increment: 1 }, dueAt: new Date(tx.now.getTime() + delayMs) },
  });
}

export type BulkEvent = Extract<EventType, `bulk.${string}`>;

/** Records an event of the operation; for save functions only. */
export function recordBulk(tx: Tx, type: BulkEvent, row: BulkRow, changes: Changes): void {
  recordEvent(tx, { type, resource: "bulk_operation", dto: toBulkDto(row), changes });
}
