import { expect, test } from "vitest";
import { type FailureTrouble, failingTurn } from "./failing";

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
