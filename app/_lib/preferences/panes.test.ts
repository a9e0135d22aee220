import { expect, test } from "vitest";
import { choosePanes, paneStyle, panesText } from "./panes";

test("chosen widths are read again, and style the page before its first paint", () => {
  const widths = { list: 24.5, context: 18 };
  expect(choosePanes(panesText(widths))).toEqual(widths);
  expect(paneStyle(widths)).toBe(":root{--spacing-list:24.5rem}");
});

test.each([
  [undefined, { list: 21, context: 18 }],
  ["", { list: 21, context: 18 }],
  ["abc_20", { list: 21, context: 20 }],
  ["1_999", { list: 16, context: 28 }],
  ["24;}body{display:none_1e999", { list: 24, context: 18 }],
])("the cookie %s means widths within bounds", (cookie, widths) => {
  expect(choosePanes(cookie)).toEqual(widths);
});

test("default widths need no style", () => {
  expect(paneStyle(choosePanes(undefined))).toBeNull();
});
