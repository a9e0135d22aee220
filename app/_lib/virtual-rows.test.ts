import { expect, test } from "vitest";
import { alignedTop } from "./virtual-rows";

test.each([
  [0, 0],
  [29, 0],
  [31, 60],
  [1031, 1020],
  [1080, 1080],
])("a list with rows of 60 px that stands at %i px is aligned at %i px", (scrollTop, top) => {
  expect(alignedTop(scrollTop, 60)).toBe(top);
});
