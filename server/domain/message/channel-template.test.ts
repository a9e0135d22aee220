import { expect, test } from "vitest";
import { fillVariables, templateText, variablesIn, wrongPart } from "./channel-template";

test.each([
  ["Hi {{1}}, order {{2}} of {{1}}", ["1", "2"], "Hi Ann, order 7 of Ann"],
  ["Hi {{first_name}}", ["first_name"], "Hi Ann"],
  ["Nothing { to } fill", [], "Nothing { to } fill"],
])("the variables of %s", (text, names, filled) => {
  expect(variablesIn(text)).toEqual(names);
  expect(fillVariables(text, ["Ann", "7"])).toBe(filled);
});

test("a value with a variable's sign is not filled again", () => {
  expect(fillVariables("{{1}} {{2}}", ["{{2}}", "x"])).toBe("{{2}} x");
});

test("a variable without a value stays", () => {
  expect(fillVariables("{{1}} {{2}}", ["a", ""])).toBe("a {{2}}");
});

test("a template is shown with its header, body and footer", () => {
  const template = {
    header: { format: "text", text: "Order {{1}}" },
    text: "It left, {{1}}.",
    footer: "Acme",
  };
  expect(templateText(template, { header: ["7"], body: ["Ann"] })).toBe("Order 7\n\nIt left, Ann.\n\nAcme");
  const photo = { header: { format: "image" }, text: "Look" };
  expect(templateText(photo, { header: ["https://a.test/a.png"], body: [] })).toBe("Look");
});

test("the first part with another number of values is found", () => {
  const template = { parameters: { header: [], body: ["1", "2"], buttons: [] } };
  expect(wrongPart(template, { header: [], body: ["a"], buttons: [] })).toEqual({
    part: "body",
    expected: 2,
  });
  expect(wrongPart(template, { header: [], body: ["a", "b"], buttons: [] })).toBeNull();
});
