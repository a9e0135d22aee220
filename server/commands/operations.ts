import type { Tx } from "@/server/store/events/tx";
import { closeOperation, openOperation } from "@/server/store/idempotency/operations";

/** Records an operation before it begins, so that it gets an end even if its process dies. It creates no event. */
export const beginOperation = (tx: Tx, { requestId }: { requestId: string }): Promise<void> =>
  openOperation(tx, requestId);

type FailOperation = { operationId: string; error: { code: string; detail: string } };

/** Closes an opened operation as failed, with its error. Returns false when it has ended already. */
export async function failOperation(tx: Tx, { operationId, error }: FailOperation): Promise<boolean> {
  return closeOperation(tx.as(tx.caller, operationId), operationId, { state: "failed", error, events: 0 });
}

/**
 * Closes an operation after its deadline as timed out; its command can no longer commit. Returns false when it has ended
 * already or has time left.
 */
export async function timeOutOperation(tx: Tx, { operationId }: { operationId: string }): Promise<boolean> {
  const error = { code: "operation.timed_out", detail: null };
  return closeOperation(tx.as(tx.caller, operationId), operationId, {
    state: "timed_out",
    error,
    events: 0,
    isOverdue: true,
  });
}
