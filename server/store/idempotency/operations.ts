import type { Actor } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { OperationDto } from "@/server/contract/conversation/bulk";
import type { Db } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";

export type OperationRow = {
  id: number;
  operationId: string;
  kind: OperationDto["kind"];
  subjectId: number | null;
  state: OperationDto["state"];
  errorCode: string | null;
  errorDetail: string | null;
  events: number | null;
  requestId: string | null;
  requestedBy: Actor;
  startedAt: Date;
  finishedAt: Date;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export const OPERATION_COLUMNS: Columns<OperationRow> = {
  id: "$.id",
  operationId: "$.operation_id",
  kind: "$.kind",
  subjectId: "$.subject_id",
  state: "$.state",
  errorCode: "$.error_code",
  errorDetail: "$.error_detail",
  events: "$.events",
  requestId: "$.request_id",
  requestedBy: "$.requested_by",
  startedAt: "$.started_at",
  finishedAt: "$.finished_at",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

export const toOperationDto = ({ errorCode, errorDetail, ...row }: OperationRow): OperationDto => ({
  ...row,
  error: errorCode === null ? null : { code: errorCode, detail: errorDetail },
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export type Ended = Pick<OperationRow, "kind" | "subjectId" | "state" | "requestedBy" | "startedAt"> & {
  error: OperationDto["error"];
};

/**
 * Records the end of the transaction's operation as `operation.<state>`. A resumed operation ends again. Also closes the
 * operation of a request; refuses when that has timed out.
 */
export async function endOperation(tx: Tx, { error, ...ended }: Ended): Promise<void> {
  const [row] = await tx.query<OperationRow>(
    `insert into operation as o (account_id, operation_id, kind, subject_id, state, error_code, error_detail,
                                 requested_by, started_at, finished_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)
     on conflict (account_id, operation_id) do update
       set kind = excluded.kind, subject_id = excluded.subject_id, state = excluded.state,
           error_code = excluded.error_code, error_detail = excluded.error_detail, finished_at = excluded.finished_at,
           updated_at = excluded.updated_at, version = o.version + (o.state <> 'running')::int
     where o.kind <> 'request' or o.state = 'running'
     returning ${select(OPERATION_COLUMNS)}`,
    [
      tx.caller.accountId,
      tx.operationId,
      ended.kind,
      ended.subjectId,
      ended.state,
      error?.code ?? null,
      error?.detail ?? null,
      ended.requestedBy,
      ended.startedAt,
      tx.now,
    ],
  );
  if (!row) throw new Refusal("operation.timed_out");
  record(tx, row);
}

/** How long a request's operation may take before it times out. */
export const REQUEST_SECONDS = 10;

/** Records in a separate transaction that the operation is about to begin. No event. */
export async function openOperation(tx: Tx, requestId: string): Promise<void> {
  await tx.query(
    `insert into operation (account_id, operation_id, kind, state, request_id, requested_by, started_at, deadline_at,
                            created_at, updated_at)
     values ($1, $2, 'request', 'running', $3, $4, $5, $5::timestamptz + make_interval(secs => ${REQUEST_SECONDS}), $5, $5)`,
    [tx.caller.accountId, tx.operationId, requestId, tx.caller.actor, tx.now],
  );
}

export type AttemptEnd = {
  state: OperationDto["state"];
  error: OperationDto["error"];
  /** The number of its events. */
  events: number;
  /** Only after its deadline. */
  isOverdue?: boolean;
};

/**
 * Ends an operation that was opened, once, also with concurrent calls. Locks: the row, as the last lock
 * before the outbox.
 * @returns false when it has ended already.
 */
export async function closeOperation(
  tx: Tx,
  operationId: string,
  { state, error, events, isOverdue = false }: AttemptEnd,
): Promise<boolean> {
  const [row] = await tx.query<OperationRow>(
    `update operation as o set state = $3, error_code = $4, error_detail = $5, events = $6, finished_at = $7, updated_at = $7
      where account_id = $1 and operation_id = $2 and state = 'running' and (not $8 or deadline_at <= $7)
     returning ${select(OPERATION_COLUMNS)}`,
    [
      tx.caller.accountId,
      operationId,
      state,
      error?.code ?? null,
      error?.detail ?? null,
      events,
      tx.now,
      isOverdue,
    ],
  );
  if (row) record(tx, row);
  return row !== undefined;
}

/** Deletes an opened operation: it changed nothing, or what it started records the end. False when it has ended. */
export async function abandonOperation(tx: Tx, operationId: string): Promise<boolean> {
  const rows = await tx.query(
    `delete from operation where account_id = $1 and operation_id = $2 and state = 'running' returning 1`,
    [tx.caller.accountId, operationId],
  );
  return rows.length > 0;
}

export type OverdueOperation = { accountId: number; operationId: string };

/** Operations past their deadline without an end, the oldest first. Index: operation_due. */
export const listOverdueOperations = (
  db: Db,
  { now, limit }: { now: Date; limit: number },
): Promise<OverdueOperation[]> =>
  db.query<OverdueOperation>(
    `select account_id as "accountId", operation_id as "operationId" from operation
      where state = 'running' and deadline_at <= $1 order by deadline_at limit $2`,
    [now, limit],
  );

function record(tx: Tx, row: OperationRow): void {
  recordEvent(tx, {
    type: `operation.${row.state}`,
    resource: "operation",
    dto: toOperationDto(row),
    changes: {},
  });
}
