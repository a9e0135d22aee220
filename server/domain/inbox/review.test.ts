import { expect, test } from "vitest";
import type { PostedNotice } from "@/server/domain/message/system-message";
import { DEFAULT_POLICY } from "./policy";
import {
  auditDue,
  baselineOf,
  driftSince,
  lastingChanges,
  reviewDue,
  settingsToReview,
  toAudited,
} from "./review";

const DAY = 86_400_000;
const weekly = { nowMs: 30 * DAY, everyDays: 7, release: "1.2.0" };

test("a review is due if there was none, after an upgrade, and after the interval", () => {
  expect(reviewDue(null, weekly)).toBe("never");
  expect(reviewDue({ atMs: 30 * DAY - 1, release: "1.1.0" }, weekly)).toBe("release");
  expect(reviewDue({ atMs: 23 * DAY, release: "1.2.0" }, weekly)).toBe("time");
  expect(reviewDue({ atMs: 23 * DAY + 1, release: "1.2.0" }, weekly)).toBeNull();
});

test("an interval of 0 makes no review due", () => {
  expect(reviewDue(null, { ...weekly, everyDays: 0 })).toBeNull();
  expect(reviewDue({ atMs: 0, release: "0.1.0" }, { ...weekly, everyDays: 0 })).toBeNull();
});

const inbox = {
  name: "Website",
  callbackUrl: null,
  callbackFormat: "tickline" as const,
  callbackDeduplicates: false,
  callbackAnswersLookups: false,
  messagesStartAs: "pending" as const,
  stuckAfterMinutes: 10,
  retryGapSeconds: 5,
  autoRetry: true,
  autoRetryLimit: 4,
  autoRetryHours: 24,
  autoRetryErrors: [],
  reviewEveryDays: 7,
  postedNotices: ["assigned", "resolved"] as PostedNotice[],
  legalHold: false,
  deleteResolvedAfterDays: 0,
  archiveBeforeDeletion: false,
  publicApi: false,
  identifier: "abc",
  policy: DEFAULT_POLICY,
};
const now = toAudited({
  ...inbox,
  callbackUrl: "https://a.example",
  stuckAfterMinutes: 0,
  policy: { ...DEFAULT_POLICY, botEnabled: true },
});

test("drift is the current difference from the review; a reverted change is none", () => {
  const reviewed = settingsToReview(inbox);
  expect(driftSince(toAudited(inbox), toAudited(inbox))).toEqual([]);
  const logged = { callbackUrl: "https://b.example", name: "Not so" };
  expect(driftSince(baselineOf(now, { reviewed, logged }), now)).toEqual([
    { setting: "botEnabled", from: false, to: true },
    { setting: "callbackUrl", from: null, to: "https://a.example" },
    { setting: "stuckAfterMinutes", from: 10, to: 0 },
  ]);
});

test("what an earlier release's review did not store is compared with the value before its first change", () => {
  const { name, callbackUrl, messagesStartAs, policy } = inbox;
  const reviewed = { name, callbackUrl, messagesStartAs, policy };
  const drift = driftSince(baselineOf(now, { reviewed, logged: { stuckAfterMinutes: 30 } }), now);
  expect(drift.map(({ setting, from }) => [setting, from])).toEqual([
    ["botEnabled", false],
    ["callbackUrl", null],
    ["stuckAfterMinutes", 30],
  ]);
});

test("without a review, the values before the first changes since the creation count", () => {
  const drift = driftSince(
    baselineOf(now, { reviewed: null, logged: { callbackUrl: "https://b.example" } }),
    now,
  );
  expect(drift).toEqual([{ setting: "callbackUrl", from: "https://b.example", to: "https://a.example" }]);
});

test("what was both created and removed since the baseline is no change, and of what was removed only that remains", () => {
  const change = (subjectId: number, setting: string) => ({
    subject: "token",
    subjectId,
    setting,
    from: null,
    to: 1,
  });
  const all = [change(1, "created"), change(1, "revoked"), change(2, "created"), change(3, "revoked")];
  const endpoint = [
    { ...change(4, "url"), subject: "endpoint" },
    { ...change(4, "deletedAt"), subject: "endpoint" },
  ];
  expect(lastingChanges([...all, ...endpoint]).map(({ subjectId, setting }) => [subjectId, setting])).toEqual(
    [
      [2, "created"],
      [3, "revoked"],
      [4, "deletedAt"],
    ],
  );
});

test("automatic retries and look-ups decide what becomes of a message: a change of them is drift", () => {
  const changed = toAudited({
    ...inbox,
    callbackAnswersLookups: true,
    autoRetry: false,
    autoRetryErrors: ["busy"],
  });
  expect(driftSince(toAudited(inbox), changed).map(({ setting }) => setting)).toEqual([
    "callbackAnswersLookups",
    "autoRetry",
    "autoRetryErrors",
  ]);
});

const at = (day: number, release = "1.0.0") => ({ atMs: day * DAY, release });
const when = (day: number, more: { everyDays?: number; release?: string } = {}) => ({
  nowMs: day * DAY,
  everyDays: 7,
  release: "1.0.0",
  ...more,
});

test.each([
  ["without a review, within the week after the creation", { review: null, audit: null }, when(6), null],
  ["without a review, a week after the creation", { review: null, audit: null }, when(7), "time"],
  ["without a review, within the week after an audit", { review: null, audit: at(7) }, when(13), null],
  ["without a review, a week after an audit", { review: null, audit: at(7) }, when(14), "time"],
  [
    "without a review, after an upgrade",
    { review: null, audit: at(7) },
    when(8, { release: "1.1.0" }),
    "release",
  ],
  ["within the week", { review: at(0), audit: null }, when(6), null],
  ["after a week", { review: at(0), audit: null }, when(7), "time"],
  ["within the week after an audit", { review: at(0), audit: at(7) }, when(13), null],
  ["a week after an audit", { review: at(0), audit: at(7) }, when(14), "time"],
  ["a week after a review that was later than the audit", { review: at(9), audit: at(7) }, when(15), null],
  ["after an upgrade", { review: at(0), audit: at(1) }, when(2, { release: "1.1.0" }), "release"],
  [
    "after an upgrade and a later review",
    { review: at(2, "1.1.0"), audit: at(1) },
    when(3, { release: "1.1.0" }),
    null,
  ],
  ["with reminders off", { review: at(0), audit: null }, when(99, { everyDays: 0 }), null],
] as const)("%s", (_, records, time, due) => {
  expect(auditDue({ ...records, createdMs: 0 }, time)).toBe(due);
});
