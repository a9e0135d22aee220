import { endDeletion, purgeChunk } from "@/server/commands/deletions/_steps/purge-chunk";
import type { BulkEnd } from "@/server/domain/bulk/bulk";
import { type DeletionSignal, nextDeletionState } from "@/server/domain/deletion/deletion";
import type { ItemEnd, PendingItem } from "@/server/store/bulk/bulk-items";
import type { BulkRow } from "@/server/store/bulk/bulk-operations";
import { dropAcks } from "@/server/store/deletions/deletion-acks";
import { lockDriven, saveDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";

/** Deletes the next conversations of a bulk operation permanently, through the deletion that it drives. */
export async function purgeItems(tx: Tx, bulk: BulkRow, items: readonly PendingItem[]): Promise<ItemEnd[]> {
  const deletion = await lockDriven(tx, bulk.operationId);
  const ids = items.flatMap(({ conversationId }) => conversationId ?? []);
  const { counted, outcomes } = await purgeChunk(tx, deletion, { ids, scope: "trash" });
  await saveDeletion(tx, counted);
  const codes = new Map(outcomes.map(({ id, code }) => [id, code]));
  return items.map(({ ordinal, conversationId }): ItemEnd => {
    const code = codes.get(conversationId ?? 0) ?? null;
    return code === null ? { ordinal, state: "succeeded", code } : { ordinal, state: "failed", code };
  });
}

/** How the deletion ends with the bulk operation that drives it. */
const SIGNALS = {
  completed: "complete",
  completed_with_errors: "leaveSome",
  failed: "leaveSome",
  cancelled: "leaveSome",
  timed_out: "timeOut",
  rolled_back: "leaveSome",
} as const satisfies Record<BulkEnd, DeletionSignal>;

/** Ends the deletion with its bulk operation. From now on consumers may confirm that they deleted their copies. */
export async function endPurge(tx: Tx, bulk: BulkRow, state: BulkEnd): Promise<void> {
  const deletion = await lockDriven(tx, bulk.operationId);
  await endDeletion(tx, deletion, SIGNALS[state]);
}

/** Resumes the rest of the deletion. Drops the confirmations: consumers confirm again after its next end. */
export async function resumePurge(tx: Tx, bulk: BulkRow, deadlineAt: Date): Promise<void> {
  const deletion = await lockDriven(tx, bulk.operationId);
  const state = nextDeletionState(deletion.state, "resume");
  if (state === null) throw new Error(`a ${deletion.state} deletion cannot be resumed`);
  await dropAcks(tx, deletion.id);
  await saveDeletion(tx, { ...deletion, deadlineAt }, state);
}
