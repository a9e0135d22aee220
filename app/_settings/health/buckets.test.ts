import { expect, test } from "vitest";
import { bucketsOf } from "./buckets";

const at = "2026-11-20T09:41:00.000Z";
const hours = [
  { at: "2026-11-19T23:00:00.000Z", attempts: 4, failed: 1 },
  { at: "2026-11-20T09:00:00.000Z", attempts: 6, failed: 0 },
];

test("a day has each of its 24 hours, also those without attempts", () => {
  const points = bucketsOf({ since: "2026-11-19T10:00:00.000Z", at, period: "day", hours });
  expect(points).toHaveLength(24);
  expect(points[0]).toEqual({
    at: "2026-11-19T10:00:00.000Z",
    values: { rest: 0, failed: 0, failedShare: null },
  });
  expect(points[13]?.values).toEqual({ rest: 3, failed: 1, failedShare: 25 });
  expect(points.at(-1)?.values).toEqual({ rest: 6, failed: 0, failedShare: 0 });
});

test("longer periods are shown in steps from the reader's midnight, and lose no attempt", () => {
  const week = bucketsOf({ since: "2026-11-13T10:00:00.000Z", at, period: "week", hours });
  const month = bucketsOf({ since: "2026-10-21T10:00:00.000Z", at, period: "month", hours });
  expect(new Set(month.map((point) => new Date(point.at).getHours()))).toEqual(new Set([0]));
  expect(new Set(week.map((point) => new Date(point.at).getHours() % 6))).toEqual(new Set([0]));
  for (const points of [week, month]) {
    const total = points.reduce(
      (sum, { values }) => sum + (values["rest"] ?? 0) + (values["failed"] ?? 0),
      0,
    );
    expect(total).toBe(10);
  }
});
