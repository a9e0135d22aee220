import { expect, test } from "vitest";
import { diskTurn } from "./alert";

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
