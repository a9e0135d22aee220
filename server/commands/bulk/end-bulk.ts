import type { BulkState } from "@/server/contract/bulk/bulk";
import type { EventType } from "@/server/contract/event/event";
import { type BulkRow, saveBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";
import { endOperation } from "@/server/store/idempotency/operations";
import { endPurge } from "./purge-in-bulk";

export type BulkEnd = Exclude<BulkState, "running">;

type Ending = {
  told: Extract<EventType, `bulk.${string}`>;
  /** How the operation ended for who waits for it, and why unless it did all that was asked for. */
  operation: "succeeded" | "failed" | "timed_out";
  code: string | null;
};

const ENDINGS = {
  completed: { told: "bulk.completed", operation: "succeeded", code: null },
  completed_with_errors: { told: "bulk.completed", operation: "failed", code: "bulk_operation.items_failed" },
  failed: { told: "bulk.failed", operation: "failed", code: "internal" },
  cancelled: { told: "bulk.cancelled", operation: "failed", code: "bulk_operation.cancelled" },
  timed_out: { told: "bulk.timed_out", operation: "timed_out", code: "bulk_operation.timed_out" },
  rolled_back: { told: "bulk.rolled_back", operation: "failed", code: "internal" },
} as const satisfies Record<BulkEnd, Ending>;

export type EndBulk = {
  state: BulkEnd;
  errorCode?: string;
  counts?: Pick<BulkRow, "processed" | "succeeded" | "unchanged" | "failed" | "failures">;
};

/** Ends a locked bulk operation, and tells who waits for it. Its events carry its own operation. */
export async function endBulk(
  tx: Tx,
  bulk: BulkRow,
  { state, errorCode, counts }: EndBulk,
): Promise<BulkRow> {
  const { told, operation, code } = ENDINGS[state];
  tx.operationId = bulk.operationId;
  const ended = saveBulk(
    tx,
    bulk,
    { ...counts, state, errorCode: errorCode ?? code, finishedAt: tx.now, faults: 0 },
    told,
  );
  // Consumers confirm a deletion when they hear of its end: it is told as one.
  if (bulk.action === "purge") await endPurge(tx, bulk, state);
  else await tellOperation(tx, ended, operation);
  return ended;
}

const tellOperation = (tx: Tx, ended: BulkRow, state: Ending["operation"]): Promise<void> =>
  endOperation(tx, {
    kind: "bulk",
    subjectId: ended.id,
    state,
    requestedBy: ended.requestedBy,
    startedAt: ended.createdAt,
    error: ended.errorCode === null ? null : { code: ended.errorCode, detail: null },
  });
