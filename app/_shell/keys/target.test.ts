import { expect, test } from "vitest";
import { stepTo, targetOf } from "./target";

const nothing = { selected: 0, cursor: null, open: null };
const row = (displayId: number) => ({ layer: "row", displayId });
const conversation = (displayId: number) => ({ layer: "conversation", displayId });
const selection = { layer: "selection" };

test.each([
  ["nothing is pointed at", {}, null],
  ["a conversation is open", { open: 7 }, conversation(7)],
  ["the ring is on a row, and none is open", { cursor: 3 }, row(3)],
  ["a conversation is open, wherever the ring was", { cursor: 3, open: 7 }, conversation(7)],
  ["the ring is on the open one's row", { cursor: 7, open: 7 }, conversation(7)],
  ["rows are selected", { selected: 2 }, selection],
  ["rows are selected beside ring and open one", { selected: 1, cursor: 3, open: 7 }, selection],
])("keys act on the right target when %s", (_, pointed, target) => {
  expect(targetOf({ ...nothing, ...pointed })).toEqual(target);
});

test.each([
  ["from the ring", { cursor: 2 }, 1, 3],
  ["from the ring, although another one is open", { cursor: 2, open: 4 }, 1, 3],
  ["from the open one", { open: 3 }, -1, 2],
  ["from the open one, if the ring's row has left the list", { cursor: 9, open: 3 }, 1, 4],
  ["to the first one, if neither is listed", { open: 9 }, 1, 1],
  ["nowhere at the end", { cursor: 4 }, 1, null],
  ["nowhere at the beginning", { cursor: 1 }, -1, null],
] as const)("a step goes %s", (_, pointed, step, to) => {
  expect(stepTo([1, 2, 3, 4], { ...nothing, ...pointed }, step)).toBe(to);
});

test("in an empty list no step goes anywhere", () => {
  expect(stepTo([], nothing, 1)).toBeNull();
});
