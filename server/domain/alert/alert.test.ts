import { expect, test } from "vitest";
import {
  disconnectedTurn,
  diskTurn,
  type FailureTrouble,
  failingTurn,
  isOverdue,
  overdueTurn,
  reportsTurn,
} from "./alert";

test.each([
  ["below two reserves", 1_999, "begins"],
  ["below the reserve", 1, "begins"],
  ["between two reserves and two and a half", 2_000, "stays"],
  ["short of two and a half", 2_499, "stays"],
  ["from two and a half", 2_500, "ends"],
  ["where the disk is another machine's", Number.POSITIVE_INFINITY, "ends"],
] as const)("an alert about the disk %s: %d of 1,000 bytes are free, it %s", (_, free, turn) => {
  expect(diskTurn({ free, reserve: 1_000 })).toBe(turn);
});

test("without a reserve there is no alert about the disk", () => {
  expect(diskTurn({ free: 0, reserve: 0 })).toBe("ends");
});

const trouble = (
  sample: [number, number],
  recent: [number, number],
  newest: [number, number],
  limits: Partial<FailureTrouble> = {},
): FailureTrouble => ({
  alertFailedAttempts: 20,
  alertFailedPercent: 50,
  sample: { attempts: sample[0], failed: sample[1] },
  recent: { attempts: recent[0], failed: recent[1] },
  newest: { attempts: newest[0], failed: newest[1] },
  ...limits,
});

test.each([
  ["no attempt", trouble([0, 0], [0, 0], [0, 0]), "ends"],
  ["one failure of one", trouble([1, 1], [1, 1], [1, 1]), "stays"],
  ["four failures of four within ten minutes", trouble([4, 4], [4, 4], [4, 4]), "stays"],
  ["five failures of five within ten minutes", trouble([5, 5], [5, 5], [5, 5]), "begins"],
  ["half of the attempts of ten minutes", trouble([50, 5], [10, 5], [10, 5]), "begins"],
  ["less than half of them", trouble([50, 5], [11, 5], [10, 5]), "stays"],
  ["twenty of the last fifty over hours", trouble([50, 20], [0, 0], [10, 3]), "begins"],
  ["nineteen of the last fifty over hours", trouble([50, 19], [0, 0], [10, 5]), "stays"],
  ["thirty of thirty", trouble([30, 30], [30, 30], [10, 10]), "begins"],
  ["thirty failures, then nine successes", trouble([39, 30], [39, 30], [10, 1]), "stays"],
  ["thirty failures, then ten successes", trouble([40, 30], [40, 30], [10, 0]), "ends"],
  ["one failure after a recovery", trouble([41, 30], [41, 30], [10, 1]), "stays"],
  ["three failures after a recovery", trouble([43, 33], [43, 33], [10, 3]), "begins"],
  [
    "thirty of thirty, both limits off",
    trouble([30, 30], [30, 30], [10, 10], { alertFailedAttempts: 0, alertFailedPercent: 0 }),
    "ends",
  ],
  [
    "thirty of thirty, only the share watched",
    trouble([30, 30], [30, 30], [10, 10], { alertFailedAttempts: 0 }),
    "begins",
  ],
  [
    "thirty of thirty over hours, only the share watched",
    trouble([30, 30], [2, 2], [10, 10], { alertFailedAttempts: 0 }),
    "stays",
  ],
  [
    "thirty of thirty, only the number watched",
    trouble([30, 30], [30, 30], [10, 10], { alertFailedPercent: 0 }),
    "begins",
  ],
] as const)("an alert of failing messages with %s: %o %s", (_, given, turn) => {
  expect(failingTurn(given)).toBe(turn);
});

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
  [5, null, "ends"],
  [5, { state: "connected", minutes: 60 }, "ends"],
  [5, { state: "off", minutes: 60 }, "ends"],
  [5, { state: "connecting", minutes: 60 }, "stays"],
  [5, { state: "disconnected", minutes: 4 }, "stays"],
  [5, { state: "disconnected", minutes: 5 }, "begins"],
  [0, { state: "disconnected", minutes: 60 }, "ends"],
] as const)(
  "%i minutes allowed and %o: an alert of a disconnected channel %s",
  (alertDownMinutes, known, turn) => {
    const sinceMs = NOW.getTime() - (known?.minutes ?? 0) * 60_000;
    const connection = known && { state: known.state, sinceMs };
    expect(disconnectedTurn({ alertDownMinutes, connection }, NOW.getTime())).toBe(turn);
  },
);

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
