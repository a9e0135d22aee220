import { expect, test } from "vitest";
import { withWindowsSigns } from "./plain-text";

test.each([
  ["\u0093Caf\u00e9\u0094 costs 3 \u0080", "“Café” costs 3 €"],
  ["a\u0081b\u009f", "a bŸ"],
  ["漢\ud83d\ude00\u0085\ud83d", "漢😀…\ud83d"],
  ["plain", "plain"],
  ["", ""],
])("%j with the signs of windows-1252 is %j", (text, expected) => {
  expect(withWindowsSigns(text)).toBe(expected);
});
