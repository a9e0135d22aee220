import { expect, test } from "vitest";
import {
  type DeliverySettings,
  decidePush,
  isWanted,
  NOTIFICATION_REASONS,
  NOTIFICATION_WAYS,
  type NotificationReason,
  type NotificationWay,
  notificationReason,
  type PushCase,
} from "./notification-delivery";

const INBOX = 7;
const DEFAULTS: DeliverySettings = {
  off: { inApp: [], push: [], mail: [] },
  mutedInboxIds: [],
  quietHours: null,
  timeZone: "UTC",
};
const muted = { ...DEFAULTS, mutedInboxIds: [INBOX] };
const atNight = { ...DEFAULTS, quietHours: { days: [1, 2, 3, 4, 5, 6, 7], from: "20:00", to: "08:00" } };
const without = (way: NotificationWay, ...reasons: NotificationReason[]): DeliverySettings => ({
  ...DEFAULTS,
  off: { ...DEFAULTS.off, [way]: reasons },
});

test("a message notifies its assignee and a follower for different reasons", () => {
  expect(notificationReason("message", { isAssignee: true })).toBe("message");
  expect(notificationReason("message", { isAssignee: false })).toBe("followed");
  expect(notificationReason("assigned", { isAssignee: false })).toBe("assigned");
});

/** The reasons that notify this way. */
const wanted = (way: NotificationWay, settings: DeliverySettings) =>
  NOTIFICATION_REASONS.filter((reason) =>
    isWanted({ reason, inboxId: reason === "alert" ? null : INBOX }, way, settings),
  );

test.each<[string, DeliverySettings, Record<NotificationWay, readonly NotificationReason[]>]>([
  [
    "by default, everything except mails about alerts",
    DEFAULTS,
    {
      inApp: NOTIFICATION_REASONS,
      push: NOTIFICATION_REASONS,
      mail: ["assigned", "mentioned", "message", "followed", "not_delivered"],
    },
  ],
  [
    "of a muted inbox, mentions only; alerts are about no conversation",
    muted,
    { inApp: ["mentioned", "alert"], push: ["mentioned", "alert"], mail: ["mentioned"] },
  ],
  [
    "one way is independent of the others",
    without("push", "followed", "alert"),
    {
      inApp: NOTIFICATION_REASONS,
      push: ["assigned", "mentioned", "message", "not_delivered"],
      mail: ["assigned", "mentioned", "message", "followed", "not_delivered"],
    },
  ],
])("%s", (_, settings, expected) => {
  const all = Object.fromEntries(NOTIFICATION_WAYS.map((way) => [way, wanted(way, settings)]));
  expect(all).toEqual(expected);
});

const NOON = new Date("2026-11-20T12:00:00Z");
const NIGHT = new Date("2026-11-20T22:00:00Z");
const minutesBefore = (minutes: number, time = NOON) => new Date(time.getTime() - minutes * 60_000);

test.each<[string, Partial<PushCase>, DeliverySettings, Date, ReturnType<typeof decidePush>]>([
  ["to a member who is away", {}, DEFAULTS, NOON, "send"],
  ["to a member who was never seen in a window", { attendedAt: null }, DEFAULTS, NOON, "send"],
  [
    "to a member who typed a moment ago",
    { attendedAt: minutesBefore(1) },
    DEFAULTS,
    NOON,
    { waitUntil: new Date("2026-11-20T12:01:00Z") },
  ],
  ["two minutes after the last input", { attendedAt: minutesBefore(2) }, DEFAULTS, NOON, "send"],
  ["of what was read", { isRead: true }, DEFAULTS, NOON, "drop"],
  ["of what was read, before the member left", { isRead: true, attendedAt: NOON }, DEFAULTS, NOON, "drop"],
  ["of a reason that is off", {}, without("push", "message"), NOON, "drop"],
  ["of a muted inbox", {}, muted, NOON, "drop"],
  ["of a mention in a muted inbox", { reason: "mentioned" }, muted, NOON, "send"],
  ["in quiet hours", { at: minutesBefore(1, NIGHT) }, atNight, NIGHT, "drop"],
  [
    "after quiet hours, of what arrived in them",
    { at: new Date("2026-11-20T07:59:00Z") },
    atNight,
    new Date("2026-11-20T08:01:00Z"),
    "drop",
  ],
  ["of what became old while the member was there", { at: minutesBefore(240) }, DEFAULTS, NOON, "drop"],
])("a push %s", (_, given, settings, now, decision) => {
  const usual: PushCase = {
    reason: "message",
    inboxId: INBOX,
    at: minutesBefore(1, now),
    isRead: false,
    attendedAt: minutesBefore(10, now),
  };
  expect(decidePush({ ...usual, ...given }, settings, now)).toEqual(decision);
});
