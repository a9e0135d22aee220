import type { OperationDto } from "@/server/contract/bulk";
import type { Actor } from "@/server/contract/dto";
import { type Columns, select } from "./columns";
import { one } from "./db";
import type { Tx } from "./tx";

export type OperationRow = {
  id: number;
  operationId: string;
  kind: OperationDto["kind"];
  subjectId: number | null;
  state: OperationDto["state"];
  errorCode: string | null;
  errorDetail: string | null;
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

/** Says how the operation of this transaction ended; one that was taken up again ends again. Told as `operation.<state>`. */
export async function endOperation(tx: Tx, { error, ...ended }: Ended): Promise<void> {
  const row = one(
    await tx.query<OperationRow>(
      `insert into operation as o (account_id, operation_id, kind, subject_id, state, error_code, error_detail,
                                   requested_by, started_at, finished_at, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)
       on conflict (account_id, operation_id) do update
         set state = excluded.state, error_code = excluded.error_code, error_detail = excluded.error_detail,
             finished_at = excluded.finished_at, updated_at = excluded.updated_at, version = o.version + 1
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
    ),
  );
  tx.drafts.push({
    type: `operation.${row.state}`,
    accountId: tx.caller.accountId,
    inboxId: null,
    audience: "account",
    cause: null,
    changes: {},
    resource: "operation",
    dto: toOperationDto(row),
  });
}
