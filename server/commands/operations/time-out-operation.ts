import type { Tx } from "@/server/store/events/tx";
import { closeOperation } from "@/server/store/idempotency/operations";

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
