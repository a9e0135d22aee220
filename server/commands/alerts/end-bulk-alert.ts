import { Refusal } from "@/server/contract/_shared/refusal";
import { closeAlert } from "@/server/store/alerts/alerts";
import { lockBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/**
 * Closes the alert of a timed-out bulk operation that nobody has resumed: it is history now. Returns whether one was
 * open. Only the worker calls it.
 */
export async function endBulkAlert(tx: Tx, { bulkId }: { bulkId: number }): Promise<boolean> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  if (!(await lockBulk(tx, bulkId))) throw new Refusal("bulk_operation.not_found");
  return (await closeAlert(tx, { kind: "bulk_timed_out", subjectId: bulkId })) !== null;
}
