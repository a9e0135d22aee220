import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { hasNotification, markNotificationsRead } from "@/server/store/members/notifications";

/** Marks one of the caller's notifications as read, or all of its conversation. Only they see it, so there is no event. */
export async function markNotificationRead(
  tx: Tx,
  { notificationId, isGroup }: { notificationId: number; isGroup?: boolean },
): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await hasNotification(tx, userId, notificationId)))
    throw new Refusal("notification.not_found");
  await markNotificationsRead(tx, userId, { notificationId, isGroup });
}
