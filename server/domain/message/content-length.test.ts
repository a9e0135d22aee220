import { expect, test } from "vitest";
import { charactersOf, fitsInto } from "./content-length";

test.each([
  ["", 1, true],
  ["four", 4, true],
  ["fives", 4, false],
  ["😀😀", 2, true],
  ["😀😀😀", 2, false],
  ["长".repeat(4_096), 4_096, true],
  ["x".repeat(150_001), 150_000, false],
] as const)("characters are counted, not code units: %#", (text, charsMax, fits) =>
  expect(fitsInto(text, charsMax)).toBe(fits),
);

test("a character outside the basic plane counts once", () => expect(charactersOf("a😀é")).toBe(3));
