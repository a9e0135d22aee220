import { expect, test } from "vitest";
import { cutAtMentions, mentionedIn } from "./mentions";

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
