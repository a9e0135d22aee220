import { expect, test } from "vitest";
import { readRecent, withRecent } from "./emoji-panel";

const storage = (text: string | null) => ({ getItem: () => text });

test("the emoji chosen last comes first, once, and the oldest are dropped", () => {
  expect(withRecent(["👍", "🎉"], "🎉")).toEqual(["🎉", "👍"]);
  const many = Array.from({ length: 30 }, (_, n) => String(n));
  expect(withRecent(many, "🎉")).toHaveLength(18);
});

test.each([null, "", "{", "{}", '"👍"', "[1, null]"])("stored %j counts as no recent emoji", (text) => {
  expect(readRecent(storage(text))).toEqual([]);
});

test("stored emoji are read", () => expect(readRecent(storage('["👍","🎉"]'))).toEqual(["👍", "🎉"]));
