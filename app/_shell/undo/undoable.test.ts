import { afterEach, expect, test } from "vitest";
import { remember, takeOut, type Undoable } from "./undoable";

const something = (displayId: number): Undoable => ({
  displayId,
  text: `#${displayId} resolved`,
  undo: async () => ({ ok: true, operationId: null }),
  openAfter: null,
});

afterEach(() => {
  while (takeOut());
});

test("the latest change is undone first", () => {
  for (const displayId of [1, 2]) remember(something(displayId));
  expect([takeOut(), takeOut(), takeOut()].map((found) => found?.displayId)).toEqual([2, 1, undefined]);
});

test("a change that was undone from its toast is not undone again by key", () => {
  const [first, second] = [something(1), something(2)];
  remember(first);
  remember(second);
  expect(takeOut(first)).toBe(first);
  expect(takeOut(first)).toBeUndefined();
  expect(takeOut()).toBe(second);
});

test("the fifty latest changes are kept", () => {
  const all = Array.from({ length: 51 }, (_, i) => something(i));
  for (const one of all) remember(one);
  expect(takeOut(all[0])).toBeUndefined();
  expect(takeOut(all[1])).toBe(all[1]);
});
