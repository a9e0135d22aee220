import { afterEach, expect, test } from "vitest";
import {
  addUndoable,
  listUndoables,
  removeMessageUndo,
  subscribeUndoables,
  takeUndoable,
  type Undoable,
} from "./undoable";

const something = (displayId: number, more: Partial<Undoable> = {}): Undoable => ({
  displayId,
  text: `#${displayId} resolved`,
  undo: async () => ({ ok: true, operationId: null }),
  openAfter: null,
  ...more,
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

test("the offer of a change is withdrawn once, however the change leaves the list", () => {
  const withdrawn: number[] = [];
  const add = (undoable: Undoable) => addUndoable(undoable, () => withdrawn.push(undoable.displayId ?? 0));
  add(something(1));
  add(something(2, { messageId: 7 }));
  removeMessageUndo(7);
  removeMessageUndo(7);
  expect(withdrawn).toEqual([2]);
  takeUndoable();
  expect(withdrawn).toEqual([2, 1]);
});

test("a listener hears of changes that come and go", () => {
  const heard: number[] = [];
  const end = subscribeUndoables(() => heard.push(listUndoables().length));
  addUndoable(something(1));
  takeUndoable();
  takeUndoable();
  end();
  addUndoable(something(2));
  expect(heard).toEqual([1, 0]);
});
