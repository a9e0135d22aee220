import { expect, test } from "vitest";
import { CATEGORIES, loadEmojiData, readRecent, withRecent } from "./emoji-panel";

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

const load = (locale: string, hasFlags = true) =>
  loadEmojiData(locale, { categoryName: (category) => category, hasFlags });

test("emoji have names and search words in the reader's language", async () => {
  const find = async (locale: string) => (await load(locale)).emojis.find(({ emoji }) => emoji === "😆");
  expect((await find("en"))?.label).toBe("grinning squinting face");
  expect((await find("zh"))?.label).toBe("斜眼笑");
  expect((await find("zh"))?.tags).toContain("开心");
  expect((await find("pt"))?.label).toBe("grinning squinting face");
});

test("every category has emoji; parts of emoji and new ones are left out", async () => {
  const { emojis, categories } = await load("en");
  expect(categories.map(({ index }) => index)).toEqual(Object.values(CATEGORIES));
  expect(new Set(emojis.map(({ category }) => category))).toEqual(new Set(Object.values(CATEGORIES)));
  expect(emojis.length).toBeGreaterThan(1_500);
  expect(emojis.every(({ version }) => version <= 15)).toBe(true);
});

test("for a search all emoji are one category", async () => {
  const { emojis, categories } = await loadEmojiData("en", {
    categoryName: (category) => category,
    hasFlags: true,
    resultsName: "Results",
  });
  expect(categories).toEqual([{ index: 0, label: "Results" }]);
  expect(emojis.every(({ category }) => category === 0)).toBe(true);
});

test("flags of countries are left out where the system does not draw them", async () => {
  const { emojis } = await load("en", false);
  expect(emojis.some(({ emoji }) => emoji === "🇧🇷")).toBe(false);
  expect(emojis.some(({ emoji }) => emoji === "🏁")).toBe(true);
});
