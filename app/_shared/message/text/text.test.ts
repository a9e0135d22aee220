import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { wordsOf } from "@/server/contract/message/marks";
import {
  type Block,
  blocksOf,
  cutAtMentions,
  type Inline,
  inlinesOf,
  isEmojiOnly,
  mentionedIn,
} from "@/server/contract/message/markup";
import { holds } from "@/test/support/scenes/property";
import { foldedText } from "./folded-text";

describe("foldedText", () => {
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
});

describe("markup", () => {
  const plain = (inlines: readonly Inline[]): string =>
    inlines.map((inline) => ("inlines" in inline ? plain(inline.inlines) : inline.text)).join("");

  const linksIn = (line: string) =>
    inlinesOf(line).flatMap((inline) => (inline.kind === "link" ? [inline.text] : []));

  const kindsIn = (line: string) => inlinesOf(line).map(({ kind }) => kind);

  const shapeOf = (text: string) => blocksOf(text).map(({ kind }) => kind);

  test("only http and https become links, without the sentence's end", () => {
    expect(linksIn("See https://a.example/x?y=1. And (http://b.example)!")).toEqual([
      "https://a.example/x?y=1",
      "http://b.example",
    ]);
    expect(linksIn("javascript:alert(1) data:text/html,x file:///etc <a href='x'>")).toEqual([]);
    expect(linksIn("请看 https://c.example/路径。谢谢")).toEqual(["https://c.example/路径"]);
  });

  test("a labelled link shows its label and leads to http and https only", () => {
    expect(inlinesOf("our [help (new)](https://a.example/x).")).toMatchObject([
      { kind: "text" },
      { kind: "link", text: "https://a.example/x", label: "help (new)" },
      { kind: "text", text: "." },
    ]);
    for (const line of [
      "[a](javascript:alert(1))",
      "[a](/inbox)",
      "[](https://a.example)",
      "a[0](b)",
      "[x] (y)",
    ])
      expect(inlinesOf(line).some(({ kind }) => kind === "link" && line.startsWith("[a]"))).toBe(false);
  });

  test("bold, italic, strikethrough and code are recognised, also nested", () => {
    expect(kindsIn("**now** or *later*, ~~never~~, `x = 1`")).toEqual([
      "bold",
      "text",
      "italic",
      "text",
      "strike",
      "text",
      "code",
    ]);
    expect(inlinesOf("**very *very* good**")).toMatchObject([
      { kind: "bold", inlines: [{ kind: "text" }, { kind: "italic" }, { kind: "text" }] },
    ]);
    expect(kindsIn("这是**重点**内容")).toEqual(["text", "bold", "text"]);
  });

  test("the same characters in ordinary use stay text", () => {
    for (const line of [
      "2*3*4 = 24",
      "snake_case_name",
      "5 * 3 * 2",
      "a ** b ** c",
      "~~",
      "_",
      "**",
      "I <3 u",
    ])
      expect([line, kindsIn(line)]).toEqual([line, ["text"]]);
    expect(plain(inlinesOf("<script>alert(1)</script>"))).toBe("<script>alert(1)</script>");
  });

  test("quotations, lists and code are recognised by line", () => {
    expect(shapeOf("> you wrote\nYes:\n- one\n2. two\n-not a list\n> > deeper")).toEqual([
      "quote",
      "line",
      "item",
      "item",
      "line",
      "quote",
    ]);
    expect(blocksOf("```\n**a**\n  b\n```\nend")).toMatchObject([
      { kind: "code", text: "**a**\n  b" },
      { kind: "line" },
    ]);
    expect(shapeOf("``` not closed")).toEqual(["line"]);
  });

  test("a text keeps everything but its markup, and every piece has its own position", () => {
    const letters = fc.string({
      unit: fc.constantFrom("a", " ", "*", "_", "~", "`", ">", "-", "1.", "\n", "文", "https://x.y"),
    });
    const bare = (text: string) => text.replaceAll(/[*_~`>\s\-•\d.]/g, "");
    const textOf = (block: Block) => ("inlines" in block ? plain(block.inlines) : block.text);
    holds(
      fc.property(letters, (text) => {
        const blocks = blocksOf(text);
        expect(bare(blocks.map(textOf).join(""))).toBe(bare(text));
        expect(new Set(blocks.map(({ at }) => at)).size).toBe(blocks.length);
      }),
    );
  });

  test("a text made to be slow is scanned only a few times", () => {
    const matchAll = vi.spyOn(String.prototype, "matchAll");
    let length = 0;
    for (const part of ["**a ", "*a ", "~~a ", "`a ", "_a_", "https://", "> ", "```\n"]) {
      const text = part.repeat(4_900 / part.length).repeat(part.includes("\n") ? 30 : 1);
      length += text.length;
      blocksOf(text);
    }
    const scanned = matchAll.mock.contexts.reduce((sum: number, line) => sum + String(line).length, 0);
    matchAll.mockRestore();
    expect(scanned).toBeLessThan(3 * length);
  });

  test("a few emoji alone are distinguished from text", () => {
    for (const text of ["👍", "❤️", "👩‍💻 🎉", "👋🏽"])
      expect([text, isEmojiOnly(text)]).toEqual([text, true]);
    for (const text of ["", "ok 👍", "123", "👍👍👍👍"])
      expect([text, isEmojiOnly(text)]).toEqual([text, false]);
  });

  const JO = { id: 1, name: "Jo" };

  const JO_ANN = { id: 2, name: "Jo Ann (EU)" };

  const CHEN = { id: 3, name: "陈伟" };

  const SECOND_JO = { id: 4, name: "Jo" };

  const ALL = [JO, JO_ANN, CHEN];

  test.each([
    ["@Jo please look", [1]],
    ["Ask @Jo Ann (EU), not @Jo.", [1, 2]],
    ["请 @陈伟 看", [3]],
    ["mail jo@Jo.example and @Joan", []],
    ["nobody", []],
  ])("in %j are mentioned %j", (text, ids) => {
    expect(mentionedIn(text, ALL)).toEqual(ids);
  });

  test("a name that two members share mentions both", () => {
    expect(mentionedIn("@Jo", [JO, SECOND_JO])).toEqual([1, 4]);
  });

  test("a text is cut without losing a character", () => {
    const text = "Hi @Jo, @陈伟!";
    const pieces = cutAtMentions(text, ALL);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.flatMap(({ mention }) => mention?.id ?? [])).toEqual([1, 3]);
    expect(cutAtMentions("", ALL)).toEqual([{ text: "", at: 0, mention: null }]);
  });
});

describe("wordsOf", () => {
  test.each([
    ["**bold** and _x_ and ~~old~~", "bold and x and old"],
    ["see [the *new* prices](https://shop.example/p) now", "see the *new* prices now"],
    ["see https://shop.example/a_b_c.", "see https://shop.example/a_b_c."],
    ["> quoted\nanswer", "quoted answer"],
    ["- one\n* two\n1. three", "one two 1. three"],
    ["```\nnpm start\n```", "npm start"],
    ["`code` **of _both_**", "code of both"],
    ["2*3*4 snake_case ** _", "2*3*4 snake_case ** _"],
    ["  a \n\n b  ", "a b"],
    ["> ", ">"],
    ["", ""],
  ])("%j has the words %j", (text, words) => expect(wordsOf(text)).toBe(words));
});
