import { expect, test } from "vitest";
import { alignedTop, rovingIndex } from "./virtual-rows";

test.each([
  [0, 0],
  [29, 0],
  [31, 60],
  [1031, 1020],
  [1080, 1080],
])("a list with rows of 60 px that stands at %i px is aligned at %i px", (scrollTop, top) => {
  expect(alignedTop(scrollTop, 60)).toBe(top);
});

const press = (key: string, more = {}) => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...more,
});

test.each([
  ["ArrowDown", 1, 2],
  ["ArrowDown", 4, 4],
  ["ArrowUp", 1, 0],
  ["ArrowUp", 0, 0],
  ["Home", 3, 0],
  ["End", 1, 4],
  ["ArrowRight", 1, null],
  ["Enter", 1, null],
])("in a list of five, %s moves from %i to %o", (key, at, to) => {
  expect(rovingIndex(press(key), at, 5)).toBe(to);
});

test("combined keys, and keys in an empty list, move nowhere", () => {
  expect(rovingIndex(press("ArrowDown", { altKey: true }), 1, 5)).toBeNull();
  expect(rovingIndex(press("ArrowDown"), 0, 0)).toBeNull();
});
