import { expect, test } from "vitest";
import { macroActions } from "./macro";

const reply = { type: "reply", content: "Thank you" };
const draft = { type: "draft", content: "Thank you" };

test.each([
  ["a reply and a draft", [reply, draft], null],
  ["a label to remove", [{ type: "label", remove: ["vip"] }], null],
  ["no action", [], []],
  ["two replies", [reply, reply], []],
  ["two drafts", [draft, reply, draft], []],
  ["labels without a name", [reply, { type: "label", add: [], remove: [] }], [1, "add"]],
])("the actions of a macro with %s are refused at their field, or taken", (_, actions, path) => {
  const { error } = macroActions.safeParse(actions);
  expect(error?.issues.map((issue) => issue.path) ?? null).toEqual(path && [path]);
});
