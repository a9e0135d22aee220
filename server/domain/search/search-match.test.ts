import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { beginsWord, markTerms, snippetOf } from "./search-match";
import { gramsOf, gramsOfTerm, termsOf } from "./search-text";

/** Whether a query finds a text, by its grams and then by comparing the text. */
const byGrams = (text: string, query: string) => {
  const grams = new Set(gramsOf(text));
  return termsOf(query).every((term) => gramsOfTerm(term).every((gram) => grams.has(gram)));
};
const isFound = (text: string, query: string) =>
  byGrams(text, query) && markTerms(text, termsOf(query)) !== null;

test.each([
  ["Where is my parcel?", "parcel", true],
  ["Where is my parcel?", "ARC", true],
  ["Where is my parcel?", "parcel where", true],
  ["Where is my parcel?", "parcels", false],
  ["Order A-20481 is late", "a-204", true],
  ["Order A-20481 is late", "0481", true],
  ["write to li@example.test", "li@ex", true],
  ["Ok, done", "ok", true],
  ["a book", "ok", false],
  ["(ok)", "ok", true],
  ["Ünïcödé café", "unicode cafe", true],
  ["café", "CAFÉ", true],
  ["我想退款，谢谢", "退款", true],
  ["我想退款，谢谢", "款", true],
  ["我想退款，谢谢", "款退", false],
  ["我的iPhone坏了", "iphone坏", true],
  ["订单123退款", "退款", true],
  ["iPhone价格", "价格", true],
  ["iPhone价格", "ne", false],
  ["v2환불", "환불", true],
  ["订单ok了", "ok", true],
  ["주문을 취소하고 싶어요", "취소", true],
  ["주문서.pdf".normalize("NFD"), "주문서", true],
  ["주문서.pdf", "문서".normalize("NFD"), true],
  ["ＡＢＣ１２３", "abc123", true],
  ["😀😀 done", "😀", true],
])("%s is found by %s: %s", (text, query, expected) => {
  expect(isFound(text, query)).toBe(expected);
});

test("any substring of three or more letters finds its text, in any script", () => {
  const letters = fc.constantFrom(..."ab1é ,退款ガ한글ไทย😀");
  holds(
    fc.property(fc.array(letters, { minLength: 3, maxLength: 30 }), fc.nat(29), (all, from) => {
      const part = all.slice(Math.min(from, all.length - 3), from + 8).join("");
      const long = termsOf(part).filter((term) => [...term].length >= 3);
      fc.pre(long.length > 0);
      expect(isFound(all.join(""), long.join(" "))).toBe(true);
    }),
  );
});

test("two letters of a script without spaces find their text after any other letter", () => {
  const letters = fc.constantFrom(..."ab1é ,退款ガ한글ไทย😀");
  const together = fc.constantFrom(..."退款ガ한글ไทย");
  holds(
    fc.property(fc.string({ unit: letters, maxLength: 20 }), together, together, (before, one, other) => {
      expect(isFound(`${before}${one}${other}`, `${one}${other}`)).toBe(true);
    }),
  );
});

test("matches are marked in code points, also after letters that fold to none or to several", () => {
  expect(markTerms("😀 é ﬁne", termsOf("fine"))?.at).toEqual([4, 5, 6]);
  expect(markTerms("e\u0301te\u0301", termsOf("ete"))?.at).toEqual([0, 2, 3]);
  expect(markTerms("hello", termsOf("hello world"))).toBeNull();
});

test("all letters of a decomposed syllable are marked, as a Mac writes them in names of files", () => {
  const name = `😀 ${"주문서".normalize("NFD")}.pdf`;
  const found = markTerms(name, termsOf("문서"));
  expect(found?.at.map((at) => [...name][at]).join("")).toBe("문서".normalize("NFD"));
});

test("a snippet shows the first match on one line, with shifted positions", () => {
  const long = `${"x".repeat(100)}\nrefund please ${"y".repeat(200)}`;
  const marked = markTerms(long, ["refund"]);
  const { text, at } = snippetOf(marked ?? { text: "", at: [] });
  expect(text.startsWith("…")).toBe(true);
  expect(text.endsWith("…")).toBe(true);
  expect(text).not.toContain("\n");
  expect(at.map((place) => [...text][place]).join("")).toBe("refund");
});

test.each([
  [
    "the order",
    "Yesterday I wrote to you that my claim number is in the order.",
    "…claim number is in the order.",
  ],
  ["订单", `${"您好，".repeat(20)}我的订单`, `…${"您好，".repeat(20).slice(-18)}我的订单`],
])("a snippet of %s begins with a word, where words are separated", (query, text, snippet) => {
  expect(snippetOf(markTerms(text, termsOf(query)) ?? { text: "", at: [] }).text).toBe(snippet);
});

test("matches at the beginning of a word are distinguished", () => {
  expect(beginsWord({ text: "Li Wen", at: [3] })).toBe(true);
  expect(beginsWord({ text: "Ali Wen", at: [1, 2] })).toBe(false);
});

test("a query is folded into at most eight terms, each once", () => {
  expect(termsOf("  Foo  bar foo ")).toEqual(["foo", "bar"]);
  expect(termsOf("a b c d e f g h i j")).toHaveLength(8);
  expect(termsOf(" \n")).toEqual([]);
});
