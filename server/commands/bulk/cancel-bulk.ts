import { endBulk } from "@/server/commands/bulk/_steps/end-bulk";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkOperationDto } from "@/server/contract/bulk/bulk";
import { type BulkRow, lockBulk, toBulkDto } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** Ends a running bulk operation after the turn that is under way: what was done stays, what was not is left. */
export async function cancelBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<BulkOperationDto> {
  const bulk = await lockOwn(tx, bulkId);
  return toBulkDto(await endBulk(tx, bulk, { signal: "cancel" }));
}

/** Locks one that the caller asked for; an administrator, any of the account. */
export async function lockOwn(tx: Tx, bulkId: number): Promise<BulkRow> {
  const bulk = await lockBulk(tx, bulkId);
  const isTheirs = bulk && (tx.caller.role !== "agent" || bulk.userId === tx.caller.userId);
  if (!isTheirs) throw new Refusal("bulk_operation.not_found");
  return bulk;
}
