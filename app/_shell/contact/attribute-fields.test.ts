import { expect, test } from "vitest";
import { attributesFrom, linesOf, withTyped } from "@/app/_shell/contact/attribute-fields";

const definitions = [
  { key: "tier", kind: "list" },
  { key: "seats", kind: "number" },
  { key: "vip", kind: "checkbox" },
] as const;

test("typed values of defined attributes get the type of their definition, and an empty one goes", () => {
  const before = { tier: "Gold", seats: 3, other: "x" };
  expect(withTyped(before, definitions, { tier: "", seats: "12", vip: "true" })).toEqual({
    seats: 12,
    vip: true,
    other: "x",
  });
});

test("a defined attribute that was not edited keeps its stored value, whatever its type", () => {
  const before = { tier: { old: true }, seats: "three", free: 1 };
  const unedited = attributesFrom(linesOf(before), before);
  expect(withTyped(unedited, definitions, { seats: "three" })).toEqual(before);
});
