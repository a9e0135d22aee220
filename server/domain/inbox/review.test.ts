import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "./policy";
import { driftSince, reviewDue } from "./review";

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

test("drift is the current difference; a reverted change is none", () => {
  const reviewed = {
    name: "Website",
    callbackUrl: null,
    messagesStartAs: "pending" as const,
    policy: DEFAULT_POLICY,
  };
  expect(driftSince(reviewed, reviewed)).toEqual([]);
  const now = {
    ...reviewed,
    callbackUrl: "https://a.example",
    policy: { ...DEFAULT_POLICY, botEnabled: true },
  };
  expect(driftSince(reviewed, now)).toEqual([
    { setting: "botEnabled", from: false, to: true },
    { setting: "callbackUrl", from: null, to: "https://a.example" },
  ]);
});
