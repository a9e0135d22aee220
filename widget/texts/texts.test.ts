import { expect, test } from "vitest";
import { EN } from "./en";
import { textsOf, translator, withTexts } from "./texts";
import { ZH } from "./zh";

const placeholders = (text: string) => [...text.matchAll(/\{[a-z]{1,20}\}/g)].map(([all]) => all).sort();

test("each text exists in English and Chinese with the same values", () => {
  const shapes = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, placeholders(text)]));
  expect(shapes(ZH)).toEqual(shapes(EN));
  expect(Object.values(ZH).filter((text) => text.trim() === "")).toEqual([]);
});

test.each([
  ["en-GB", EN],
  ["zh", ZH],
  ["zh-Hant-TW", ZH],
  ["ZH-cn", ZH],
  ["fr", EN],
])("the texts of %s", (locale, texts) => {
  expect(textsOf(locale)).toBe(texts);
});

test("a site's texts replace those that exist, and nothing else", () => {
  const texts = withTexts(EN, { send: "Envoyer", save: "", title: 5, constructor: "x", unknown: "y" });
  expect(texts).toEqual({ ...EN, send: "Envoyer" });
});

test("values are filled in, once", () => {
  expect(translator(EN)("isTyping", { name: "{name}" })).toBe("{name} is typing");
  expect(translator(EN)("openChatUnread", {})).toBe("Open chat, {count} unread");
});
