import { purgeNext } from "@/server/commands/deletions/advance-deletion";
import { endDeletion } from "@/server/commands/deletions/end-deletion";
import type { ItemEnd, PendingItem } from "@/server/store/bulk/bulk-items";
import type { BulkRow } from "@/server/store/bulk/bulk-operations";
import { dropAcks } from "@/server/store/deletions/deletion-acks";
import { lockDriven, saveDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import type { BulkEnd } from "./end-bulk";

/** Deletes the next conversations of a bulk operation for ever, as the deletion of its id does; why not is what that says. */
export async function purgeItems(tx: Tx, bulk: BulkRow, items: readonly PendingItem[]): Promise<ItemEnd[]> {
  const deletion = await lockDriven(tx, bulk.operationId);
  const ids = items.flatMap(({ conversationId }) => conversationId ?? []);
  const { counted, outcomes } = await purgeNext(tx, deletion, ids);
  await saveDeletion(tx, counted, null);
  const codes = new Map(outcomes.map(({ id, code }) => [id, code]));
  return items.map(({ ordinal, conversationId }): ItemEnd => {
    const code = codes.get(conversationId ?? 0) ?? null;
    return code === null ? { ordinal, state: "succeeded", code } : { ordinal, state: "failed", code };
  });
}

/** Ends the deletion with its bulk operation: who has forgotten a copy may confirm it from now on. */
export async function endPurge(tx: Tx, bulk: BulkRow, state: BulkEnd): Promise<void> {
  const deletion = await lockDriven(tx, bulk.operationId);
  const end = state === "completed" ? "succeeded" : state === "timed_out" ? "timed_out" : "failed";
  await endDeletion(tx, await saveDeletion(tx, deletion, end), end);
}

/** What is left of the deletion is gone on with; who had forgotten their copies so far says so again at its next end. */
export async function resumePurge(tx: Tx, bulk: BulkRow, deadlineAt: Date): Promise<void> {
  const deletion = await lockDriven(tx, bulk.operationId);
  await dropAcks(tx, deletion.id);
  await saveDeletion(tx, { ...deletion, deadlineAt }, null);
}
