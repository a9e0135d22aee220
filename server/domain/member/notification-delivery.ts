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

/**
 * That a policy was changed is delivered like an alert: to administrators, about the account. That a scheduled message was not
 * sent is delivered like one that did not arrive.
 */
export function notificationReason(
  kind: NoticeKind | "alert" | "policy_changed",
  { isAssignee }: { isAssignee: boolean },
): NotificationReason {
  if (kind === "policy_changed") return "alert";
  if (kind === "not_sent") return "not_delivered";
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

/** Hours in which nothing is pushed. `days`: those on which they begin, Monday = 1. Ends that are equal make a whole day. */
export type QuietHours = { days: readonly number[]; from: string; to: string };

/** Whether the hours include an instant, in a time zone. Hours that pass midnight belong to the day on which they begin. */
export function isQuiet(quietHours: QuietHours | null, timeZone: string, at: Date): boolean {
  if (quietHours === null) return false;
  const { day, minute } = localTime(timeZone, at);
  const [from, to] = [minuteOf(quietHours.from), minuteOf(quietHours.to)];
  const begins = (on: number) => quietHours.days.includes(on);
  if (from < to) return begins(day) && minute >= from && minute < to;
  return (begins(day) && minute >= from) || (begins(dayBefore(day)) && minute < to);
}

const dayBefore = (day: number): number => (day === 1 ? 7 : day - 1);

/** Of a text such as "18:30". */
function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function localTime(timeZone: string, at: Date): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return { day: DAYS.indexOf(part("weekday")) + 1, minute: minuteOf(`${part("hour")}:${part("minute")}`) };
}

/** What may notify a member. */
export type Happened =
  | { what: "assigned"; assigneeId: number | null }
  | { what: "note"; mentionIds: readonly number[] }
  /** `isUnwanted`: from a blocked contact, or in a spam conversation. */
  | {
      what: "customer wrote";
      assigneeId: number | null;
      followerIds: readonly number[];
      isUnwanted: boolean;
    }
  /** A message became failed or unconfirmed. `memberId`: who hears of it. */
  | { what: "not delivered"; memberId: number | null }
  /** A scheduled message was due and not sent. `memberId`: its author. */
  | { what: "not sent"; memberId: number | null };

type NoticeKind = "assigned" | "mentioned" | "message" | "not_delivered" | "not_sent";
export type Notice = { userId: number; kind: NoticeKind };

/**
 * The members to notify, except the one who did it: `byUserId`, null if it was no member. A customer's message counts as
 * done by the customer, not by the member who entered it, and trouble with a message as done by nobody.
 */
export function noticesOf(happened: Happened, byUserId: number | null): Notice[] {
  switch (happened.what) {
    case "assigned":
      return toMember(happened.assigneeId, "assigned").filter(isOther(byUserId));
    case "note":
      return [...new Set(happened.mentionIds)]
        .map((userId): Notice => ({ userId, kind: "mentioned" }))
        .filter(isOther(byUserId));
    case "customer wrote":
      return happened.isUnwanted ? [] : toFollowers(happened);
    case "not delivered":
      return toMember(happened.memberId, "not_delivered");
    case "not sent":
      return toMember(happened.memberId, "not_sent").filter(isOther(byUserId));
  }
}

const isOther =
  (byUserId: number | null) =>
  ({ userId }: Notice): boolean =>
    userId !== byUserId;

/** The assignee and all participants. */
const toFollowers = ({
  assigneeId,
  followerIds,
}: Extract<Happened, { what: "customer wrote" }>): Notice[] => {
  const ids = assigneeId === null ? followerIds : [assigneeId, ...followerIds];
  return [...new Set(ids)].map((userId) => ({ userId, kind: "message" }));
};

const toMember = (userId: number | null, kind: Notice["kind"]): Notice[] =>
  userId === null ? [] : [{ userId, kind }];
