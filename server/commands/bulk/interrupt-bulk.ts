import { endBulk } from "@/server/commands/bulk/_steps/end-bulk";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { endItems, rollItemsBack } from "@/server/store/bulk/bulk-items";
import { postponeBulk as postpone, takeBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";

export type RollBackBulk = { bulkId: number; ordinal: number; code: RefusalCode };

/**
 * Ends an atomic operation as rolled back, with the conversation that refused. Runs in a separate transaction, after the
 * rollback. False when it has ended or another process executes it.
 */
export async function rollBackBulk(tx: Tx, { bulkId, ordinal, code }: RollBackBulk): Promise<boolean> {
  const bulk = await takeBulk(tx, bulkId);
  if (bulk?.mode !== "atomic") return false;
  await endItems(tx, bulk.id, [{ ordinal, state: "failed", code }]);
  await rollItemsBack(tx, bulk.id);
  const counts = { processed: 0, succeeded: 0, unchanged: 0, failed: 1, failures: { [code]: 1 } };
  await endBulk(tx.as({ ...tx.caller, actor: bulk.requestedBy }), bulk, {
    signal: "rollBack",
    errorCode: code,
    counts,
  });
  return true;
}

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
