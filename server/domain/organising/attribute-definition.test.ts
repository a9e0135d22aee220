import { expect, test } from "vitest";
import { ATTRIBUTES_MAX, attributeFault, isDay, isTooMuch, movedPositions } from "./attribute-definition";

const placed = (...positions: number[]) => positions.map((position, at) => ({ id: at + 1, position }));

test.each([
  [
    "up",
    placed(1, 4, 9),
    3,
    -1,
    [
      { id: 3, position: 4 },
      { id: 2, position: 9 },
    ],
  ],
  [
    "down",
    placed(1, 4, 9),
    1,
    1,
    [
      { id: 2, position: 1 },
      { id: 1, position: 4 },
    ],
  ],
  ["up from the top", placed(1, 4), 1, -1, []],
  ["down from the end", placed(1, 4), 2, 1, []],
  ["down, unknown", placed(1, 4), 7, 1, []],
  [
    "up among equals",
    placed(3, 3, 3),
    3,
    -1,
    [
      { id: 3, position: 4 },
      { id: 2, position: 5 },
    ],
  ],
] as const)(
  "a definition that moves %s exchanges places with its neighbour",
  (_, all, id, step, expected) => {
    expect(movedPositions(all, id, step)).toEqual(expected);
  },
);

test.each([
  ["number", 4.5, null],
  ["number", "4.5", "number"],
  ["percent", Number.NaN, "number"],
  ["checkbox", false, null],
  ["checkbox", "false", "checkbox"],
  ["date", "2026-02-28", null],
  ["date", "2026-02-30", "date"],
  ["link", "https://example.com/a", null],
  ["link", "javascript:alert(1)", "link"],
  ["list", "pro", null],
  ["list", "gold", "choice"],
  ["text", "anything", null],
  ["text", ["anything"], "text"],
] as const)("of a %s, the value %j has the fault %j", (kind, value, fault) => {
  expect(attributeFault({ kind, choices: ["free", "pro"] }, value)).toBe(fault);
});

test("a leap day is a day only in a leap year", () => {
  expect([isDay("2028-02-29"), isDay("2027-02-29"), isDay("2028-2-29")]).toEqual([true, false, false]);
});

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
