import { afterEach, expect, test } from "vitest";
import { addUndoable, takeUndoable, type Undoable } from "./undoable";

const something = (displayId: number): Undoable => ({
  displayId,
  text: `#${displayId} resolved`,
  undo: async () => ({ ok: true, operationId: null }),
  openAfter: null,
});

afterEach(() => {
  while (takeUndoable());
});

test("the latest change is undone first", () => {
  for (const displayId of [1, 2]) addUndoable(something(displayId));
  expect([takeUndoable(), takeUndoable(), takeUndoable()].map((found) => found?.displayId)).toEqual([
    2,
    1,
    undefined,
  ]);
});

test("a change that was undone from its toast is not undone again by key", () => {
  const [first, second] = [something(1), something(2)];
  addUndoable(first);
  addUndoable(second);
  expect(takeUndoable(first)).toBe(first);
  expect(takeUndoable(first)).toBeUndefined();
  expect(takeUndoable()).toBe(second);
});

test("the fifty latest changes are kept", () => {
  const all = Array.from({ length: 51 }, (_, i) => something(i));
  for (const one of all) addUndoable(one);
  expect(takeUndoable(all[0])).toBeUndefined();
  expect(takeUndoable(all[1])).toBe(all[1]);
});
