import { expect, test } from "vitest";
import { isOverdue, overdueTurn, reportsTurn } from "./overdue";

const HOUR_MS = 3_600_000;
const NOW = new Date("2026-11-23T12:00:00.000Z");

test.each([
  [24, 24 * HOUR_MS, true],
  [24, 24 * HOUR_MS - 1, false],
  [1, 2 * HOUR_MS, true],
  [0, 999 * HOUR_MS, false],
])("with %i hours allowed, a message sent %i ms ago is overdue: %s", (overdueAfterHours, agoMs, expected) => {
  const since = new Date(NOW.getTime() - agoMs);
  expect(isOverdue({ since, overdueAfterHours }, NOW)).toBe(expected);
});

test.each([
  [24, 10, 0, "ends"],
  [24, 10, 9, "stays"],
  [24, 10, 10, "begins"],
  [24, 0, 10, "ends"],
  [0, 10, 10, "ends"],
])(
  "%i hours, a limit of %i and %i messages: an alert of overdue or unreported messages %s",
  (overdueAfterHours, alertOverdueMessages, count, turn) => {
    const limits = { overdueAfterHours, alertOverdueMessages };
    expect(overdueTurn({ ...limits, overdue: count })).toBe(turn);
    expect(reportsTurn({ ...limits, reportsDelivery: false, unreported: count })).toBe(turn);
  },
);

test("an alert of missing delivery reports ends with the first report", () => {
  const trouble = { overdueAfterHours: 24, alertOverdueMessages: 10, unreported: 99 };
  expect(reportsTurn({ ...trouble, reportsDelivery: true })).toBe("ends");
});
