import { expect, test } from "vitest";
import { isLowered } from "./use-mark-seen";

const mark = (number: number, incomingCount: number, version: number) => ({
  conversationId: 1,
  displayId: 1,
  number,
  incomingCount,
  version,
});

test("a mark that another window or this one has lowered is told from one that reading raised", () => {
  expect(isLowered(mark(5, 3, 1), mark(4, 2, 2))).toBe(true);
  expect(isLowered(mark(5, 3, 1), mark(6, 4, 2))).toBe(false);
  expect(isLowered(mark(5, 2, 1), mark(5, 3, 2))).toBe(false);
});

test("an older state of a mark, which arrives late, lowers nothing", () => {
  expect(isLowered(mark(5, 3, 2), mark(4, 2, 1))).toBe(false);
});

test("marking as unread where something is unread already is a lowering too", () => {
  expect(isLowered(mark(4, 2, 1), mark(4, 2, 2))).toBe(true);
});
