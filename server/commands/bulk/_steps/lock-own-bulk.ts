import { Refusal } from "@/server/contract/_shared/refusal";
import { type BulkRow, lockBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** Locks a bulk operation that the caller requested. An administrator may lock any of the account. */
export async function lockOwnBulk(tx: Tx, bulkId: number): Promise<BulkRow> {
  const bulk = await lockBulk(tx, bulkId);
  const isTheirs = bulk && (tx.caller.role !== "agent" || bulk.userId === tx.caller.userId);
  if (!isTheirs) throw new Refusal("bulk_operation.not_found");
  return bulk;
}
