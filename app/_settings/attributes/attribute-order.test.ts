import { expect, test } from "vitest";
import { groupedByModel, movesOf } from "./attribute-order";

const PLAN = { id: 1, model: "contact" } as const;
const ORDER = { id: 2, model: "conversation" } as const;
const SIZE = { id: 3, model: "contact" } as const;

test("definitions of contacts stand beside each other, in their order", () => {
  expect(groupedByModel([PLAN, ORDER, SIZE])).toEqual([PLAN, SIZE, ORDER]);
});

test("a definition moves among those of its model only", () => {
  const all = [PLAN, ORDER, SIZE];
  expect(movesOf(all, PLAN)).toEqual({ up: false, down: true });
  expect(movesOf(all, SIZE)).toEqual({ up: true, down: false });
  expect(movesOf(all, ORDER)).toEqual({ up: false, down: false });
});
