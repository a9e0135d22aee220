import { type DeletionRow, insertDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { listDue } from "@/server/store/retention/inbox-retention";
import { listOverdue } from "@/server/store/retention/retention";

/** Begins a deletion of conversations whose retention in the trash has ended; null if there are none. */
export async function beginRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listOverdue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "retention" });
}

/** Begins a deletion of conversations that were resolved longer ago than their inbox keeps them; null if there are none. */
export async function beginInboxRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listDue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "inbox_retention" });
}
