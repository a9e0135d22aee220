import { expect, test } from "vitest";
import { fieldKindOf, textOfValue, typedFault, valueOfText } from "./attribute-value";

test.each([
  ["number", "12.5", 12.5],
  ["percent", "7", 7],
  ["number", "twelve", "twelve"],
  ["checkbox", "false", false],
  ["text", " 12 ", "12"],
  ["date", "2026-11-19", "2026-11-19"],
  ["list", "", undefined],
] as const)("a %s typed as %j is stored as %j", (kind, text, value) => {
  expect(valueOfText(kind, text)).toBe(value);
});

test.each([
  ["date", "2026-11-19T00:00:00.000Z", "2026-11-19"],
  ["date", "next week", "next week"],
  ["checkbox", true, "true"],
  ["number", 0, "0"],
  ["text", undefined, ""],
  ["text", { a: 1 }, ""],
] as const)("a %s with the value %j shows %j", (kind, value, text) => {
  expect(textOfValue(kind, value)).toBe(text);
});

test("a value without the form of its kind is edited as text and not lost", () => {
  expect(fieldKindOf("number", "twelve")).toBe("text");
  expect(fieldKindOf("date", "next week")).toBe("text");
  expect(fieldKindOf("checkbox", "maybe")).toBe("text");
  expect(fieldKindOf("link", "example.com")).toBe("text");
  expect([fieldKindOf("currency", "3"), fieldKindOf("date", ""), fieldKindOf("checkbox", "true")]).toEqual([
    "number",
    "date",
    "checkbox",
  ]);
});

test.each([
  ["date", "next week", "date"],
  ["number", "12", null],
  ["link", "example.com", "link"],
  ["list", "gold", "list"],
  ["checkbox", "maybe", "checkbox"],
  ["number", "", null],
] as const)("a %s typed as %j has the fault %j", (kind, text, fault) => {
  expect(typedFault({ kind, choices: ["free"] }, text)).toBe(fault);
});
