import { expect, test } from "vitest";
import { ATTRIBUTES_MAX, isTooMuch } from "./attributes";

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`name ${i}`, "value"]));

test.each([
  ["as many as allowed", {}, many(ATTRIBUTES_MAX), false],
  ["one more", many(ATTRIBUTES_MAX), many(ATTRIBUTES_MAX + 1), true],
  ["too many, but fewer than before", many(120), many(110), false],
  ["a value that is too long", {}, { note: "x".repeat(16_384) }, true],
  ["one of 16 KiB with its name", {}, { note: "x".repeat(16_384 - 11) }, false],
  ["fewer characters, but more bytes", {}, { note: "ж".repeat(8_192) }, true],
  [
    "a too long value, but shorter than before",
    { note: "x".repeat(30_000) },
    { note: "x".repeat(25_000) },
    false,
  ],
])("%s", (_, before, after, isRefused) => {
  expect(isTooMuch(before, after)).toBe(isRefused);
});
