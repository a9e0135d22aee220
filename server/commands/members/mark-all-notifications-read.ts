import type { Tx } from "@/server/store/events/tx";
import { markNotificationsRead } from "@/server/store/members/notifications";

/** Marks all of the caller's own notifications as read, and tells how many were not. */
export async function markAllNotificationsRead(tx: Tx): Promise<number> {
  const { userId } = tx.caller;
  return userId === null ? 0 : markNotificationsRead(tx, userId, "all");
}
