import { Refusal } from "@/server/contract/_shared/refusal";
import { mayManageBulk } from "@/server/contract/bulk/may-manage-bulk";
import { type BulkRow, lockBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** Locks a bulk operation that the caller may manage. */
export async function lockOwnBulk(tx: Tx, bulkId: number): Promise<BulkRow> {
  const bulk = await lockBulk(tx, bulkId);
  if (!bulk || !mayManageBulk(tx.caller, bulk)) throw new Refusal("bulk_operation.not_found");
  return bulk;
}
