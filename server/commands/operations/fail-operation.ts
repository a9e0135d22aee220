import type { Tx } from "@/server/store/events/tx";
import { closeOperation } from "@/server/store/idempotency/operations";

export type FailOperation = { operationId: string; error: { code: string; detail: string } };

/** Tells that an operation that was begun did nothing, and why; one that has ended stays as it ended. */
export async function failOperation(tx: Tx, { operationId, error }: FailOperation): Promise<boolean> {
  return closeOperation(tx.as(tx.caller, operationId), operationId, { state: "failed", error, events: 0 });
}
