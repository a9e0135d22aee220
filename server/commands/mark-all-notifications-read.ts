import { markNotificationsRead } from "@/server/store/notifications";
import type { Tx } from "@/server/store/tx";

/** Marks all of the caller's own notifications as read. */
export async function markAllNotificationsRead(tx: Tx): Promise<void> {
  if (tx.caller.userId !== null) await markNotificationsRead(tx, tx.caller.userId, "all");
}
