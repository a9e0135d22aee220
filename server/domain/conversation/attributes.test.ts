import { expect, test } from "vitest";
import { ATTRIBUTES_MAX, isTooMuch } from "./attributes";

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`name ${i}`, "value"]));

test.each([
  ["as many as allowed", {}, many(ATTRIBUTES_MAX), false],
  ["one more", many(ATTRIBUTES_MAX), many(ATTRIBUTES_MAX + 1), true],
  ["too many, but fewer than before", many(90), many(80), false],
  ["a value that is too long", {}, { note: "x".repeat(20_000) }, true],
  [
    "a too long value, but shorter than before",
    { note: "x".repeat(30_000) },
    { note: "x".repeat(25_000) },
    false,
  ],
])("%s", (_, before, after, isRefused) => {
  expect(isTooMuch(before, after)).toBe(isRefused);
});
