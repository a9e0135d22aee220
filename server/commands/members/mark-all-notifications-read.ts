import type { Tx } from "@/server/store/events/tx";
import { markNotificationsRead } from "@/server/store/members/notifications";

/** Marks all of the caller's notifications as read. Returns how many were unread. */
export async function markAllNotificationsRead(tx: Tx): Promise<number> {
  const { userId } = tx.caller;
  return userId === null ? 0 : markNotificationsRead(tx, userId, "all");
}
