import type { Tx } from "@/server/store/events/tx";
import { closeOperation } from "@/server/store/idempotency/operations";

/**
 * Tells of an operation that was begun that it had no end in its time; from then on nothing of it is committed. One that
 * has ended, or has time left, stays as it is.
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
