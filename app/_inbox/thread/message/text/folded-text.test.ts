import { expect, test } from "vitest";
import { foldedText } from "./folded-text";

const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(" ");

test.each([
  ["an ordinary text", "Hello"],
  ["an empty text", ""],
  ["2,400 characters", "x".repeat(2_400)],
  ["thirty lines", "line\n".repeat(29)],
])("%s is not folded", (_, text) => expect(foldedText(text)).toBeNull());

test("a long text is cut after a word", () => {
  const text = words(1_000);
  const folded = foldedText(text) ?? "";
  expect(folded.length).toBeGreaterThan(1_150);
  expect(folded.length).toBeLessThanOrEqual(1_200);
  expect(text.startsWith(`${folded} word`)).toBe(true);
});

test("a text of many lines is cut after a line", () =>
  expect(foldedText("line\n".repeat(100))).toBe("line\n".repeat(15).trimEnd()));

test("text without spaces is cut, and never within a character", () => {
  expect(foldedText("长".repeat(150_000))).toBe("长".repeat(1_200));
  expect(foldedText(`x${"😀".repeat(75_000)}`)).toBe(`x${"😀".repeat(599)}`);
});
