import { expect, test } from "vitest";
import { revived, stored } from "./stored-value";

test.each([
  [
    "rows with dates at any depth",
    { message: { id: 1, createdAt: new Date(5), list: [{ at: new Date(7) }] } },
  ],
  ["a date alone", new Date(9)],
  ["texts that look like dates", { at: "2026-11-20T09:00:00.000Z", $date: "x" }],
  ["nothing", null],
])("%s are read as they were stored", (_what, value) => {
  expect(revived(JSON.parse(JSON.stringify(stored(value))))).toEqual(value);
});

test("what was not stored so is refused", () => {
  expect(() => revived({ id: 1 })).toThrow("not a stored value");
});
