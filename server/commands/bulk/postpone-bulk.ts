import { endBulk } from "@/server/commands/bulk/_steps/end-bulk";
import { postponeBulk as postpone, takeBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** Turns in a row that may end in an error of ours before the operation is given up, and the wait after each. */
const FAULTS_MAX = 5;
const DELAY_MS = 1_000;

/** After a turn that ended in an error of ours: another one later, or the end. False when it has ended already. */
export async function postponeBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<boolean> {
  const bulk = await takeBulk(tx, bulkId);
  if (!bulk) return false;
  const requested = tx.as({ ...tx.caller, actor: bulk.requestedBy });
  if (bulk.faults + 1 >= FAULTS_MAX) await endBulk(requested, bulk, { signal: "fail" });
  else await postpone(tx, bulkId, DELAY_MS * 2 ** bulk.faults);
  return true;
}
