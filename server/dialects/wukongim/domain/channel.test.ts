import { expect, test } from "vitest";
import { groupNameOf } from "./channel";

test.each([
  ["choir", "2:choir"],
  ["2:choir", "2:choir"],
  ["4:village", "4:village"],
  ["1:ann@bob", "1:ann@bob"],
  ["123:choir", "2:123:choir"],
])("the group %s is named %s", (given, name) => {
  expect(groupNameOf(given)).toBe(name);
});
