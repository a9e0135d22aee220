import { expect, test } from "vitest";
import { enterMeans } from "./submit-key";

const NONE = {
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 13,
};
const enter = (more = {}) => ({ key: "Enter", ...NONE, ...more });

test.each([
  ["Enter", enter(), null, "send"],
  ["Shift+Enter", enter({ shiftKey: true }), null, null],
  ["Ctrl+Enter", enter({ ctrlKey: true }), "send", "send"],
  ["Command+Enter", enter({ metaKey: true }), "send", "send"],
  ["Ctrl+Shift+Enter", enter({ ctrlKey: true, shiftKey: true }), "sendAndResolve", "sendAndResolve"],
  ["Alt+Enter", enter({ altKey: true }), null, null],
  ["Enter while composing", enter({ isComposing: true }), null, null],
  ["Enter that ended a composition in Safari", enter({ keyCode: 229 }), null, null],
  ["a letter", { ...enter(), key: "a" }, null, null],
])("%s means %s, or %s where Enter sends", (_, press, byDefault, whereEnterSends) => {
  expect(enterMeans(press, false)).toBe(byDefault);
  expect(enterMeans(press, true)).toBe(whereEnterSends);
});
