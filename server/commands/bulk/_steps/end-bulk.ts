import { Refusal } from "@/server/contract/_shared/refusal";
import { BULK_ENDINGS, type BulkEnd, type BulkSignal, decideBulk } from "@/server/domain/bulk/bulk";
import { openAlert } from "@/server/store/alerts/alerts";
import type { BulkRow } from "@/server/store/bulk/bulk-operations";
import { saveBulk } from "@/server/store/bulk/save-bulk";
import type { Tx } from "@/server/store/events/tx";
import { endOperation } from "@/server/store/idempotency/operations";
import { endPurge } from "./purge-in-bulk";

export type EndBulk = {
  signal: Exclude<BulkSignal, "resume">;
  errorCode?: string;
  counts?: Pick<BulkRow, "processed" | "succeeded" | "unchanged" | "failed" | "failures">;
};

/**
 * Ends a locked bulk operation and closes its operation; running out of time opens an alert. The events carry that
 * operation, not the caller's.
 */
export async function endBulk(
  ending: Tx,
  bulk: BulkRow,
  { signal, errorCode, counts }: EndBulk,
): Promise<BulkRow> {
  const tx = ending.as(ending.caller, bulk.operationId);
  const state = endAfter(bulk, signal);
  const outcome = BULK_ENDINGS[state];
  const ended = saveBulk(
    tx,
    bulk,
    { ...counts, state, errorCode: errorCode ?? outcome.errorCode, finishedAt: tx.now, faults: 0 },
    outcome.event,
  );
  if (state === "timed_out") {
    const { id, action: name, processed, total } = ended;
    const subject = { type: "bulk_operation", id, name } as const;
    await openAlert(tx, { kind: "bulk_timed_out", subject, facts: { processed, total } });
  }
  // Consumers confirm a deletion after its end event: the end is recorded as the deletion's.
  if (bulk.action === "purge") await endPurge(tx, bulk, state);
  else
    await endOperation(tx, {
      kind: "bulk",
      subjectId: ended.id,
      state: outcome.operation,
      requestedBy: ended.requestedBy,
      startedAt: ended.createdAt,
      error: ended.errorCode === null ? null : { code: ended.errorCode, detail: null },
    });
  return ended;
}

function endAfter(bulk: BulkRow, signal: EndBulk["signal"]): BulkEnd {
  const decision = decideBulk(bulk.state, signal);
  if ("refused" in decision) throw new Refusal(decision.refused);
  if (decision.state === "running") throw new Error(`${signal} does not end a bulk operation`);
  return decision.state;
}
