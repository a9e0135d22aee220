import { expect, test } from "vitest";
import { isLong, itemsFoundBy, memberItem } from "./check-items";

const people = [
  { id: 1, name: "Ada Lovelace", email: "ada@acme.example" },
  { id: 2, name: "Grace Hopper", email: "grace@acme.example" },
].map(memberItem);

test.each([
  ["", [1, 2]],
  [" LOVE ", [1]],
  ["grace@", [2]],
  ["nobody", []],
])("%j finds items by label and detail in any case", (query, found) => {
  expect(itemsFoundBy(query, people).map(({ value }) => value)).toEqual(found);
});

test("only a list of more than eight items has a filter", () => {
  expect([8, 9].map((length) => isLong(Array.from({ length })))).toEqual([false, true]);
});
