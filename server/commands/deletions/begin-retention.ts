import { type DeletionRow, insertDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { listOverdue } from "@/server/store/retention/retention";

/** Begins a deletion of conversations whose retention in the trash has ended; null if there are none. */
export async function beginRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listOverdue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "retention" });
}
