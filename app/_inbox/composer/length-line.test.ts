import { expect, test } from "vitest";
import { charsLeft } from "./length-line";

test.each([
  ["a short text", 100, 4_096, null],
  ["just far enough", 3_685, 4_096, null],
  ["near the limit", 3_686, 4_096, 410],
  ["at the limit", 4_096, 4_096, 0],
  ["beyond it", 4_100, 4_096, -4],
  ["near a great limit", 149_000, 150_000, 1_000],
  ["not near a great limit", 148_999, 150_000, null],
  ["a tiny limit", 10, 10, 0],
] as const)("%s", (_, length, max, left) => expect(charsLeft("x".repeat(length), max)).toBe(left));

test("characters outside the basic plane count once", () => {
  expect(charsLeft("😀".repeat(90), 100)).toBe(10);
  expect(charsLeft("😀".repeat(80), 100)).toBeNull();
});
