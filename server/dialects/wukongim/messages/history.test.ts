import { expect, test } from "vitest";
import { rangeOf } from "./history";

const LAST = 2 ** 31 - 1;

test.each([
  ["both 0, down: the newest", 0, 0, false, { from: 1, to: LAST, direction: "desc" }],
  ["both 0, up: the newest", 0, 0, true, { from: 1, to: LAST, direction: "desc" }],
  ["down from 10", 10, 0, false, { from: 1, to: 10, direction: "desc" }],
  ["down from 10 to 5, excluded", 10, 5, false, { from: 6, to: 10, direction: "desc" }],
  ["down from the newest to 5", 0, 5, false, { from: 6, to: LAST, direction: "desc" }],
  ["up from 5", 5, 0, true, { from: 5, to: LAST, direction: "asc" }],
  ["up from 5 to 10, excluded", 5, 10, true, { from: 5, to: 9, direction: "asc" }],
  ["up to 10", 0, 10, true, { from: 1, to: 9, direction: "asc" }],
  ["nothing", 5, 5, true, null],
  ["beyond every number", Number.MAX_SAFE_INTEGER, 0, true, null],
] as const)("%s", (_, start, end, isUp, range) => {
  expect(rangeOf({ start, end, isUp })).toEqual(range);
});
