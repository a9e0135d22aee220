import { expect, test } from "vitest";
import { bestOf, type Suggestion, triggerAt } from "./suggest";

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
