import { expect, test } from "vitest";
import { MACRO_ACTION_TYPES } from "@/server/contract/organising/constants";
import { labelsIn, moved, newAction } from "./edited-actions";

test("an action moves by one, and stays at the ends", () => {
  expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

test("labels are written in a line, each once, in lower case", () => {
  expect(labelsIn(" VIP, refund，vip ,, ")).toEqual(["vip", "refund"]);
});

test("every type of action can be added, each under a key of its own", () => {
  const added = MACRO_ACTION_TYPES.map(newAction);
  expect(added.map(({ action }) => action.type)).toEqual(MACRO_ACTION_TYPES);
  expect(new Set(added.map(({ key }) => key)).size).toBe(MACRO_ACTION_TYPES.length);
});
