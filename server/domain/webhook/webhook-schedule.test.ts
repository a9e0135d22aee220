import { expect, test } from "vitest";
import { afterTry, type CallHealth, DISABLE_MS, dueNotice, healthy, NOTICE_MS } from "./call-health";
import { retryAfterMs, retryDelayMs, TRIES_MAX, verdictOf } from "./webhook-schedule";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("twelve tries, at 0, 5 s, 30 s, 2 m, 10 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h after the one before", () => {
  const delays = Array.from({ length: TRIES_MAX }, (_, i) => retryDelayMs(i + 1, 0.5, null));
  expect(delays).toEqual([
    5_000,
    30_000,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
    null,
  ]);
});

test("jitter is a fifth to either side", () => {
  expect(retryDelayMs(1, 0, null)).toBe(4_000);
  expect(retryDelayMs(1, 0.999_999, null)).toBe(6_000);
});

test.each([
  ["120", 120_000],
  ["Fri, 20 Nov 2026 10:00:30 GMT", 30_000],
  ["Friday, 20-Nov-26 10:00:30 GMT", 30_000],
  ["Fri Nov 20 10:00:30 2026", 30_000],
  ["Sun Nov  1 10:00:30 2026", 0],
  ["Fri, 20 Nov 2020 10:00:30 GMT", 0],
  ["9999999999", 24 * HOUR],
  ["soon", null],
  ["-5", null],
  [null, null],
])("Retry-After %s is %s ms", (header, expected) => {
  expect(retryAfterMs(header, Date.parse("2026-11-20T10:00:00Z"))).toBe(expected);
});

test("Retry-After makes a retry later, never earlier, and at most a day", () => {
  expect(retryDelayMs(1, 0.5, 60_000)).toBe(60_000);
  expect(retryDelayMs(3, 0.5, 1_000)).toBe(2 * MINUTE);
  expect(retryDelayMs(1, 0.5, 100 * HOUR)).toBe(24 * HOUR);
});

test.each([
  [200, "delivered"],
  [299, "delivered"],
  [301, "failed"],
  [400, "failed"],
  [410, "gone"],
  [500, "failed"],
])("%i is %s", (status, verdict) => {
  expect(verdictOf(status)).toBe(verdict);
});

const fail = (health: CallHealth, atMs: number, pauseMs: number | null = null) =>
  afterTry(health, { isDelivered: false, atMs, pauseMs });
const take = (health: CallHealth, atMs: number) =>
  afterTry(health, { isDelivered: true, atMs, pauseMs: null });

test("the breaker opens after ten failures in a row, longer each time, and a delivery closes it", () => {
  let health = healthy;
  for (let n = 1; n <= 9; n++) health = fail(health, n * 2 * MINUTE);
  expect(health).toMatchObject({ failures: 9, openUntilMs: null, failingSinceMs: 2 * MINUTE });
  health = fail(health, 20 * MINUTE);
  expect(health.openUntilMs).toBe(20 * MINUTE + 10_000);
  health = fail(health, 21 * MINUTE);
  expect(health.openUntilMs).toBe(21 * MINUTE + 20_000);
  for (let n = 0; n < 20; n++) health = fail(health, (40 + 20 * n) * MINUTE);
  expect((health.openUntilMs ?? 0) - (40 + 20 * 19) * MINUTE).toBe(10 * MINUTE);
  expect(take(health, 900 * MINUTE)).toMatchObject({
    failures: 0,
    openUntilMs: null,
    opens: 0,
    failingSinceMs: null,
  });
});

test("the breaker opens if seven of ten in a minute fail, even if not in a row", () => {
  let health = healthy;
  for (let n = 0; n < 9; n++) health = n % 3 === 0 ? take(health, n) : fail(health, n);
  expect(health.openUntilMs).toBeNull();
  health = fail(health, 9);
  expect(health).toMatchObject({ windowTries: 10, windowFailures: 7, openUntilMs: 9 + 10_000 });
});

test("a pause that the receiver requests is kept", () => {
  expect(fail(healthy, 0, 90_000).openUntilMs).toBe(90_000);
});

test("a delivery that was under way while the breaker opened does not close it early", () => {
  expect(take({ ...healthy, openUntilMs: 5_000, opens: 1 }, 1_000)).toMatchObject({
    openUntilMs: 5_000,
    opens: 1,
  });
});

test("administrators are notified after a day of failures, and after five the endpoint is disabled", () => {
  const failing = fail(healthy, 1_000);
  expect(dueNotice(failing, 1_000 + NOTICE_MS - 1)).toBeNull();
  expect(dueNotice(failing, 1_000 + NOTICE_MS)).toBe("notice");
  expect(dueNotice(failing, 1_000 + DISABLE_MS)).toBe("disable");
  expect(dueNotice(take(failing, 2_000), 1_000 + DISABLE_MS)).toBeNull();
});
