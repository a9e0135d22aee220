import { expect, test } from "vitest";
import { presetOf } from "./use-start";

test("the first known inbox is preset, in the order chosen, the list's, the customer's, the last used", () => {
  expect(presetOf([1, 2, 3], [3, 2, 1, 1])).toBe(3);
  expect(presetOf([1, 2, 3], [null, 2, 3, 1])).toBe(2);
  expect(presetOf([1, 2, 3], [null, null, 3, 2])).toBe(3);
  expect(presetOf([1, 2, 3], [null, null, null, 2])).toBe(2);
});

test("an inbox that the reader may not see is left out, and without any the first is preset", () => {
  expect(presetOf([1, 2], [null, null, 9, 2])).toBe(2);
  expect(presetOf([1, 2], [null, null, null, null])).toBe(1);
  expect(presetOf([], [1])).toBeUndefined();
});
