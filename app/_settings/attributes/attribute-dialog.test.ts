import { expect, test } from "vitest";
import { choicesFrom, keyFrom } from "./attribute-dialog";

test("choices are typed one a line, each once", () => {
  expect(choicesFrom(" Free \n\nPro\r\nFree\n")).toEqual(["Free", "Pro"]);
  expect(choicesFrom("")).toEqual([]);
});

test.each([
  ["Contract end", "contract_end"],
  [" VIP? ", "vip"],
  ["客户等级", "客户等级"],
  ["!", ""],
])("the key of %j is %j", (name, key) => {
  expect(keyFrom(name)).toBe(key);
});
