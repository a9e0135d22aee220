import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { NotificationSettingsChange } from "@/server/contract/member/notification-settings";
import type { Tx } from "@/server/store/events/tx";
import { putDigest } from "@/server/store/members/mails";
import { hasNotification, markNotificationsRead } from "@/server/store/members/notifications";
import { takeMissed } from "@/server/store/push/digests";
import {
  readNotificationSettings,
  saveNotificationSettings,
  turnOffDigestOf,
} from "@/server/store/push/notification-settings";
import {
  deletePushDevice,
  type NewPushDevice,
  queueTestPush,
  markAttention as save,
  savePushDevice,
} from "@/server/store/push/push-devices";

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

/**
 * Changes how the caller is notified; what is not named stays. Inboxes that they may not see are left out. Only they see it, so
 * there is no event.
 */
export async function setNotificationSettings(tx: Tx, change: NotificationSettingsChange): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const mutedInboxIds = change.mutedInboxIds?.filter((inboxId) => maySee(tx.caller, { inboxId }));
  await saveNotificationSettings(tx, userId, { ...change, mutedInboxIds });
}

/**
 * Turns off a member's mails about missed notifications, also those that wait to be sent. By the system only, for whoever has
 * the member's unsubscribe link. Only the member sees it, so there is no event.
 */
export async function turnOffDigest(tx: Tx, { userId }: { userId: number }): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  await turnOffDigestOf(tx, userId);
}

/** Pushes the caller's notifications to a browser until its session ends. Only they see it, so there is no event. */
export async function addPushDevice(tx: Tx, device: Omit<NewPushDevice, "userId">): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await savePushDevice(tx, { ...device, userId })))
    throw new Refusal("session.not_found");
}

/** Ends pushes to one of the caller's browsers. */
export async function removePushDevice(tx: Tx, { deviceId }: { deviceId: number }): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await deletePushDevice(tx, userId, deviceId)))
    throw new Refusal("push_device.not_found");
}

/** Sends a test to one of the caller's browsers, whatever they chose; the worker sends it after commit. */
export async function testPushDevice(tx: Tx, { deviceId }: { deviceId: number }): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await queueTestPush(tx, userId, deviceId)))
    throw new Refusal("push_device.not_found");
}

/**
 * Queues one mail about what a member missed, if they want one about any of it. Each notification is considered once, so no
 * second call queues it again. By the system only. Only the member sees it, so there is no event.
 */
export async function queueDigest(tx: Tx, { userId }: { userId: number }): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const settings = await readNotificationSettings(tx, { accountId: tx.caller.accountId, userId });
  if (settings.digestMinutes === 0) return;
  if ((await takeMissed(tx, userId, settings)) > 0) await putDigest(tx, { userId, locale: settings.locale });
}
