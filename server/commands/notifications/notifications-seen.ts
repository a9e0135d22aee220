import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { hasNotification, markNotificationsRead } from "@/server/store/members/notifications";
import { markAttention as save } from "@/server/store/push/push-devices";

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

/** Marks all of the caller's notifications as read. Returns how many were unread. */
export async function markAllNotificationsRead(tx: Tx): Promise<number> {
  const { userId } = tx.caller;
  return userId === null ? 0 : markNotificationsRead(tx, userId, "all");
}

/**
 * Stores that the caller gave an input in a window, or left it: pushes and mails wait meanwhile. It is no change, so there
 * is no event.
 */
export async function markAttention(
  tx: Tx,
  { sessionId, isHere }: { sessionId: string; isHere: boolean },
): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await save(tx, userId, { sessionId, isHere })))
    throw new Refusal("session.not_found");
}
