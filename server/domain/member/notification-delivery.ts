import type { NoticeKind } from "./notification";
import { isQuiet, type QuietHours } from "./quiet-hours";

/** Why a member is notified. `message`: in a conversation that is assigned to them; `followed`: in another. */
export const NOTIFICATION_REASONS = [
  "assigned",
  "mentioned",
  "message",
  "followed",
  "not_delivered",
  "alert",
] as const;
export type NotificationReason = (typeof NOTIFICATION_REASONS)[number];

/** How: in the list with its sound, on devices, in the mail about what was missed. */
export const NOTIFICATION_WAYS = ["inApp", "push", "mail"] as const;
export type NotificationWay = (typeof NOTIFICATION_WAYS)[number];

/** A member's choices. `off`: what does not notify, by way. */
export type DeliverySettings = {
  off: Readonly<Record<NotificationWay, readonly NotificationReason[]>>;
  mutedInboxIds: readonly number[];
  quietHours: QuietHours | null;
  timeZone: string;
};

/** `inboxId`: null if it is about no conversation. */
export type Notified = { reason: NotificationReason; inboxId: number | null };

/** That a policy was changed is delivered like an alert: to administrators, about the account. */
export function notificationReason(
  kind: NoticeKind | "alert" | "policy_changed",
  { isAssignee }: { isAssignee: boolean },
): NotificationReason {
  if (kind === "policy_changed") return "alert";
  return kind === "message" && !isAssignee ? "followed" : kind;
}

/** Whether a member wants such a notification this way. Of muted inboxes only mentions; alerts have mails of their own. */
export function isWanted(
  { reason, inboxId }: Notified,
  way: NotificationWay,
  { off, mutedInboxIds }: DeliverySettings,
): boolean {
  if (reason === "alert" && way === "mail") return false;
  if (inboxId !== null && reason !== "mentioned" && mutedInboxIds.includes(inboxId)) return false;
  return !off[way].includes(reason);
}

/** Since the last input in a window, in ms: the member is in front of it. */
const ATTENDING_MS = 120_000;
/** A push is news for so long, in ms. */
export const PUSH_NEWS_MS = 4 * 3_600_000;

export type PushCase = Notified & {
  at: Date;
  isRead: boolean;
  /** The member's last input in any window; null: none is known. */
  attendedAt: Date | null;
};

/**
 * What to do with a push that is due. `waitUntil`: the member is using Tickline and may read it there; it is decided again
 * when they may have left. What arrived in quiet hours is never pushed.
 */
export function decidePush(
  { at, isRead, attendedAt, ...notified }: PushCase,
  settings: DeliverySettings,
  now: Date,
): "send" | "drop" | { waitUntil: Date } {
  if (isRead || !isWanted(notified, "push", settings)) return "drop";
  if (now.getTime() - at.getTime() >= PUSH_NEWS_MS) return "drop";
  if ([at, now].some((time) => isQuiet(settings.quietHours, settings.timeZone, time))) return "drop";
  const waitUntil = attendedAt && new Date(attendedAt.getTime() + ATTENDING_MS);
  return waitUntil && waitUntil > now ? { waitUntil } : "send";
}
