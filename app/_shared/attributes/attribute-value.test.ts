import { expect, test } from "vitest";
import { fieldKindOf, inputPattern, isWebUrl, textOfValue, valueOfText } from "./attribute-value";

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

test("only an address of the web becomes a link", () => {
  expect(["https://example.com", "javascript:alert(1)", "example.com", "http://"].map(isWebUrl)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test("a definition's pattern matches anywhere in the text unless it is anchored", () => {
  const matches = (pattern: string, text: string) => new RegExp(`^(?:${inputPattern(pattern)})$`).test(text);
  expect(matches("/[0-9]+/i", "no. 12")).toBe(true);
  expect(matches("^[0-9]+$", "12")).toBe(true);
  expect(matches("^[0-9]+$", "no. 12")).toBe(false);
  expect(inputPattern(null)).toBeUndefined();
});
