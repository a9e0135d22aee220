import { expect, test } from "vitest";
import { resized } from "./conditions-editor";

test("rows that stay keep their ids, and a new row gets one that no row has", () => {
  expect(resized([], 2)).toEqual([0, 1]);
  expect(resized([1, 4], 3)).toEqual([1, 4, 5]);
  expect(resized([1, 4, 5], 1)).toEqual([1]);
});
