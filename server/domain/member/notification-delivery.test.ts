import { expect, test } from "vitest";
import {
  type DeliverySettings,
  decidePush,
  type Happened,
  isQuiet,
  isWanted,
  NOTIFICATION_REASONS,
  NOTIFICATION_WAYS,
  type NotificationReason,
  type NotificationWay,
  noticesOf,
  notificationReason,
  type PushCase,
  type QuietHours,
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

const WEEKDAYS = [1, 2, 3, 4, 5];
const nights: QuietHours = { days: WEEKDAYS, from: "18:00", to: "08:00" };
const lunch: QuietHours = { days: WEEKDAYS, from: "12:00", to: "13:00" };
const weekends: QuietHours = { days: [6, 7], from: "00:00", to: "00:00" };

// 16 November 2026 is a Monday. Berlin is one hour ahead of UTC in winter, two in summer.
test.each<[string, QuietHours | null, string, string, boolean]>([
  ["none", null, "UTC", "2026-11-16T03:00:00Z", false],
  ["before a lunch break", lunch, "UTC", "2026-11-16T11:59:59Z", false],
  ["the first minute of a lunch break", lunch, "UTC", "2026-11-16T12:00:00Z", true],
  ["the end of a lunch break", lunch, "UTC", "2026-11-16T13:00:00Z", false],
  ["a lunch break on another day", lunch, "UTC", "2026-11-15T12:30:00Z", false],
  ["Monday evening", nights, "UTC", "2026-11-16T18:00:00Z", true],
  ["the morning after Friday's night", nights, "UTC", "2026-11-21T07:59:00Z", true],
  ["the end of Friday's night", nights, "UTC", "2026-11-21T08:00:00Z", false],
  ["Saturday evening, which has no quiet hours", nights, "UTC", "2026-11-21T20:00:00Z", false],
  ["Monday morning: Sunday has no quiet hours", nights, "UTC", "2026-11-16T07:00:00Z", false],
  ["17:30 UTC is 18:30 in Berlin", nights, "Europe/Berlin", "2026-11-16T17:30:00Z", true],
  ["16:30 UTC in summer is 18:30 in Berlin", nights, "Europe/Berlin", "2026-07-13T16:30:00Z", true],
  ["Monday evening in UTC is Tuesday morning in Tokyo", nights, "Asia/Tokyo", "2026-11-16T22:30:00Z", true],
  ["all of Sunday", weekends, "UTC", "2026-11-22T23:59:00Z", true],
  ["the first minute of Monday", weekends, "UTC", "2026-11-23T00:00:00Z", false],
])("%s", (_, quietHours, timeZone, at, quiet) => {
  expect(isQuiet(quietHours, timeZone, new Date(at))).toBe(quiet);
});

const ADA = 1;
const BO = 2;

test.each<[string, Happened, number | null, unknown[]]>([
  ["assigned by another", { what: "assigned", assigneeId: BO }, ADA, [{ userId: BO, kind: "assigned" }]],
  ["assigned by a program", { what: "assigned", assigneeId: BO }, null, [{ userId: BO, kind: "assigned" }]],
  ["assigned by oneself", { what: "assigned", assigneeId: BO }, BO, []],
  ["unassigned", { what: "assigned", assigneeId: null }, ADA, []],
  [
    "a note's mentions, each once, except the writer",
    { what: "note", mentionIds: [BO, ADA, BO] },
    ADA,
    [{ userId: BO, kind: "mentioned" }],
  ],
  ["a note without mentions", { what: "note", mentionIds: [] }, ADA, []],
  [
    "a customer's message to the assignee",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: false },
    BO, // who entered it
    [{ userId: BO, kind: "message" }],
  ],
  [
    "a customer's message to participants, each once",
    { what: "customer wrote", assigneeId: BO, followerIds: [ADA, BO], isUnwanted: false },
    null,
    [
      { userId: BO, kind: "message" },
      { userId: ADA, kind: "message" },
    ],
  ],
  [
    "a customer's message, unassigned",
    { what: "customer wrote", assigneeId: null, followerIds: [], isUnwanted: false },
    null,
    [],
  ],
  [
    "spam, or from a blocked contact",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: true },
    null,
    [],
  ],
  [
    "a message that was not delivered, also if its writer reported that",
    { what: "not delivered", memberId: BO },
    BO,
    [{ userId: BO, kind: "not_delivered" }],
  ],
  ["a program's message without an assignee", { what: "not delivered", memberId: null }, null, []],
])("%s", (_, happened, by, notices) => {
  expect(noticesOf(happened, by)).toEqual(notices);
});
