import { expect, test } from "vitest";
import { textOf, valueAs } from "./use-set-attributes";

test.each([
  ["gold", "free", "gold"],
  ["4", 3, 4],
  ["four", 3, "four"],
  ["false", true, false],
  ["", 3, ""],
  [" 12 ", "12", "12"],
])("%j written over %j is %j", (text, before, value) => {
  expect(valueAs(text, before)).toBe(value);
});

test("a value that is not text is shown as JSON", () => {
  expect([textOf("a"), textOf(1.5), textOf(null), textOf({ a: [1] })]).toEqual([
    "a",
    "1.5",
    "null",
    '{"a":[1]}',
  ]);
});
