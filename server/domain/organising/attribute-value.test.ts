import { expect, test } from "vitest";
import { attributeFault, isDay } from "./attribute-value";

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
