import { describe, expect, test } from "vitest";
import { CATEGORIES, loadEmojiData, readRecent, withRecent } from "@/app/_inbox/composer/emoji/emoji-panel";
import { nameUnfilled } from "@/app/_inbox/composer/suggest/name-unfilled";
import { bestOf, type Suggestion, triggerAt } from "@/app/_inbox/composer/suggest/suggest";
import { addUsed, takeUsed } from "@/app/_inbox/composer/suggest/use-canned-replies";
import { charsLeft } from "./length-line";
import { droppedFiles, pastedFiles } from "./use-file-transfer";

describe("length line", () => {
  test.each([
    ["a short text", 100, 4_096, null],
    ["just far enough", 3_685, 4_096, null],
    ["near the limit", 3_686, 4_096, 410],
    ["at the limit", 4_096, 4_096, 0],
    ["beyond it", 4_100, 4_096, -4],
    ["near a great limit", 149_000, 150_000, 1_000],
    ["not near a great limit", 148_999, 150_000, null],
    ["a tiny limit", 10, 10, 0],
  ] as const)("%s", (_, length, max, left) => expect(charsLeft("x".repeat(length), max)).toBe(left));

  test("characters outside the basic plane count once", () => {
    expect(charsLeft("😀".repeat(90), 100)).toBe(10);
    expect(charsLeft("😀".repeat(80), 100)).toBeNull();
  });
});

describe("use file transfer", () => {
  const file = (name: string) => new File(["x"], name);

  const clipboard = (files: File[], text = "") => ({
    types: ["Files"],
    files,
    getData: (type: string) => (type === "text/plain" ? text : ""),
  });

  test("a pasted screenshot is a file", () => {
    const image = file("image.png");
    expect(pastedFiles(clipboard([image]))).toEqual([image]);
  });

  test("a pasted table is text, although it is also a picture", () => {
    expect(pastedFiles(clipboard([file("image.png")], "Name\tSum\nLi\t12"))).toEqual([]);
  });

  test.each(["a.pdf\nb.pdf", "/home/li/a.pdf\r\n/home/li/b.pdf", "C:\\Users\\li\\a.pdf\nb.pdf\n"])(
    "copied files whose names are on the clipboard as %j are files",
    (text) => {
      const files = [file("a.pdf"), file("b.pdf")];
      expect(pastedFiles(clipboard(files, text))).toEqual(files);
    },
  );

  test("pasted text is no file", () => {
    expect(pastedFiles(clipboard([], "a.pdf"))).toEqual([]);
    expect(pastedFiles(null)).toEqual([]);
  });

  test("dropped folders are left out and reported; dragged text is ignored", () => {
    const item = (kind: string, given: File | null, isDirectory = false) => ({
      kind,
      getAsFile: () => given,
      webkitGetAsEntry: () => (given ? { isDirectory } : null),
    });
    const photo = file("photo.jpg");
    expect(droppedFiles([item("string", null), item("file", photo)])).toEqual({
      files: [photo],
      hasFolders: false,
    });
    expect(droppedFiles([item("file", file("Holiday"), true), item("file", photo)])).toEqual({
      files: [photo],
      hasFolders: true,
    });
  });
});

describe("emoji panel", () => {
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
});

describe("suggest", () => {
  test.each([
    ["/", 1, { sign: "/", from: 0, query: "" }],
    ["Hello /HI", 9, { sign: "/", from: 6, query: "hi" }],
    ["Hello\n/退款", 9, { sign: "/", from: 6, query: "退款" }],
    ["/hi there", 3, { sign: "/", from: 0, query: "hi" }],
    ["Ask @Jo", 7, { sign: "@", from: 4, query: "jo" }],
  ])("a trigger is found in %j at %s", (content, caret, trigger) => {
    expect(triggerAt(content, caret)).toEqual(trigger);
  });

  test.each([
    ["and/or", 6],
    ["https://example.com", 19],
    ["1 / 2", 5],
    ["jo@example.com", 8],
    ["/hi there", 9],
    ["", 0],
  ])("no trigger is found in %j at %s", (content, caret) => {
    expect(triggerAt(content, caret)).toBeNull();
  });

  const a = (label: string, detail = ""): Suggestion => ({ key: label, label, detail, insert: detail });

  test("the beginning of a label precedes its middle, then the title, then the text", () => {
    const titled = { ...a("money"), title: "Refund" };
    const all = [a("thanks", "we refund"), titled, a("no-refund"), a("refund"), a("hello")];
    const found = bestOf(all, "refund", 9).map(({ label }) => label);
    expect(found).toEqual(["refund", "no-refund", "money", "thanks"]);
    expect(bestOf(all, "", 2).map(({ label }) => label)).toEqual(["thanks", "money"]);
  });

  test("among equals, what was used more often precedes", () => {
    const all = [{ ...a("refund-a"), uses: 1 }, a("refund-b"), { ...a("refund-c"), uses: 9 }];
    const labels = (query: string) => bestOf(all, query, 9).map(({ label }) => label);
    expect(labels("refund")).toEqual(["refund-c", "refund-a", "refund-b"]);
    expect(labels("")).toEqual(["refund-c", "refund-a", "refund-b"]);
  });

  test("without a query suggestions are listed by folder, those in none first", () => {
    const all = [{ ...a("b"), folder: "Returns" }, { ...a("c"), folder: "Greetings" }, a("d")];
    expect(bestOf(all, "", 9).map(({ label }) => label)).toEqual(["d", "c", "b"]);
  });

  test.each([
    ["Order {{conversation.custom_attribute.order_number|}} has left.", "Order [order number] has left."],
    ["{{ contact.email }}, {{date}}", "[email], [date]"],
    ["{{name}} and {{ and {contact.name}}", "{{name}} and {{ and {contact.name}}"],
  ])("in a preview, %s reads %s", (text, read) => {
    expect(nameUnfilled(text)).toBe(read);
  });

  const reply = (key: string, insert: string) => ({ key, insert });

  const taken = (displayId: number, content: string) => takeUsed(displayId, content).map(({ key }) => key);

  test("a text is sent with the canned replies of which it still has a part, each once", () => {
    addUsed(1, [reply("5", "Dear Ana, thank you for writing.")]);
    addUsed(1, [reply("6", "Returns are free")]);
    addUsed(1, [reply("5", "Dear Ana, thank you for writing.")]);
    expect(taken(1, "Hello! We thank you.")).toEqual(["5"]);
    expect(taken(1, "Dear Ana"), "the next message has none").toEqual([]);
  });

  test("a changed text without blanks is still sent with its canned reply, a replaced one is not", () => {
    const greeting = [reply("7", "您好，感谢您的来信！")];
    addUsed(1, greeting);
    expect(taken(1, "王先生，感谢您的来信！")).toEqual(["7"]);
    addUsed(1, greeting);
    expect(taken(1, "再见")).toEqual([]);
  });

  test("replies of one conversation are not those of another, and a text that came back has them again", () => {
    addUsed(1, [reply("5", "Hello")]);
    expect(taken(2, "Hello")).toEqual([]);
    const sent = takeUsed(1, "Hello");
    addUsed(1, sent);
    expect(taken(1, "Hello")).toEqual(["5"]);
  });
});
