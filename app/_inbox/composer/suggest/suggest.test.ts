import { expect, test } from "vitest";
import { bestOf, insertAt, type Suggestion, triggerAt } from "./suggest";

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

test("a match at the beginning of a name precedes one inside it, and that precedes one in the text", () => {
  const all = [a("thanks", "we refund"), a("no-refund"), a("refund"), a("hello")];
  expect(bestOf(all, "refund", 9).map(({ label }) => label)).toEqual(["refund", "no-refund", "thanks"]);
  expect(bestOf(all, "", 2).map(({ label }) => label)).toEqual(["thanks", "no-refund"]);
});

test("the chosen suggestion replaces the typed text, with the caret behind it", () => {
  expect(insertAt("Dear, /hi there", { sign: "/", from: 6, query: "hi" }, a("hi", "Hello!"))).toEqual({
    content: "Dear, Hello! there",
    caret: 12,
  });
});
