import { expect, test } from "vitest";
import { type Click, isWithin, pathOf } from "./leave-guard";

const ORIGIN = "https://tickline.example";
const click: Click = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
const link = { href: `${ORIGIN}/settings/members?a=1#b`, target: "", isDownload: false };

test("a click on a link to a page of the product leads there", () => {
  expect(pathOf(click, link, ORIGIN)).toBe("/settings/members?a=1#b");
});

test.each([
  ["without a link", click, null],
  ["in a new tab by a key", { ...click, ctrlKey: true }, link],
  ["with the middle button", { ...click, button: 1 }, link],
  ["in a new tab by the link", click, { ...link, target: "_blank" }],
  ["to a file", click, { ...link, isDownload: true }],
  ["to another site", click, { ...link, href: "https://elsewhere.example/" }],
])("a click %s does not leave for a page of the product", (_, clicked, to) => {
  expect(pathOf(clicked, to, ORIGIN)).toBeNull();
});

test.each([
  ["/settings/inboxes/7", true],
  ["/settings/inboxes/7?x=1", true],
  ["/settings/inboxes/7/rules#change-2", true],
  ["/settings/inboxes/77", false],
  ["/settings/inboxes", false],
])("what is not saved in the inbox 7 is kept at %s: %s", (path, isKept) => {
  expect(isWithin("/settings/inboxes/7", path)).toBe(isKept);
});
