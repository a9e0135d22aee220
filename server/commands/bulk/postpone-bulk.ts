import { endBulk } from "@/server/commands/bulk/_steps/end-bulk";
import { postponeBulk as postpone, takeBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

/** The number of consecutive turns with internal errors after which the operation fails. */
const FAULTS_MAX = 5;
const DELAY_MS = 1_000;

/** After an internal error in a turn: delays the next turn exponentially, or ends the operation. False when it has ended. */
export async function postponeBulk(tx: Tx, { bulkId }: { bulkId: number }): Promise<boolean> {
  const bulk = await takeBulk(tx, bulkId);
  if (!bulk) return false;
  const requested = tx.as({ ...tx.caller, actor: bulk.requestedBy });
  if (bulk.faults + 1 >= FAULTS_MAX) await endBulk(requested, bulk, { signal: "fail" });
  else await postpone(tx, bulkId, DELAY_MS * 2 ** bulk.faults);
  return true;
}
