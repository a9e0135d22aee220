import { type DeletionRow, insertDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { listOverdue } from "@/server/store/retention/retention";

/** Begins to delete for ever what has been in the account's trash for longer than it keeps it; null when nothing has. */
export async function beginRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listOverdue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "retention" });
}
