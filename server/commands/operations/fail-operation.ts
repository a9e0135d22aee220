import type { Tx } from "@/server/store/events/tx";
import { closeOperation } from "@/server/store/idempotency/operations";

export type FailOperation = { operationId: string; error: { code: string; detail: string } };

/** Closes an opened operation as failed, with its error. Returns false when it has ended already. */
export async function failOperation(tx: Tx, { operationId, error }: FailOperation): Promise<boolean> {
  return closeOperation(tx.as(tx.caller, operationId), operationId, { state: "failed", error, events: 0 });
}
