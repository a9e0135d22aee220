import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkOperationDto } from "@/server/contract/bulk/bulk";
import { type BulkRow, lockBulk, toBulkDto } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";
import { endBulk } from "./end-bulk";

/** Ends a bulk operation that runs, after the turn that is under way: what was done stays, what was not is left. */
export async function cancelBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<BulkOperationDto> {
  const bulk = await lockOwn(tx, bulkId);
  if (bulk.state !== "running") throw new Refusal("bulk_operation.not_running");
  return toBulkDto(await endBulk(tx, bulk, { state: "cancelled" }));
}

/** Locks one that the caller asked for; an administrator, any of the account. */
export async function lockOwn(tx: Tx, bulkId: number): Promise<BulkRow> {
  const bulk = await lockBulk(tx, bulkId);
  const isTheirs = bulk && (tx.caller.role !== "agent" || bulk.userId === tx.caller.userId);
  if (!isTheirs) throw new Refusal("bulk_operation.not_found");
  return bulk;
}
