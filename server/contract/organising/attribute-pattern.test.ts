import { expect, test } from "vitest";
import { compileAttributePattern } from "./attribute-pattern";

test.each([
  ["^[A-Z]{2}-\\d+$", "AB-12", true],
  ["^[A-Z]{2}-\\d+$", "ab-12", false],
  ["/^[A-Z]{2}-\\d+$/i", "ab-12", true],
  ["[0-9]+", "no. 12", true],
])("the pattern %j on %j: %j", (pattern, text, matches) => {
  expect(compileAttributePattern(pattern)?.(text)).toBe(matches);
});

test("a pattern that a backtracking engine would try for ever answers", () => {
  expect(compileAttributePattern("^(a+)+$")?.(`${"a".repeat(5_000)}!`)).toBe(false);
});

test("a pattern that RE2 cannot run is null", () => {
  expect(["(", "(?=a)b", "(a)\\1"].map(compileAttributePattern)).toEqual([null, null, null]);
});
