import { expect, test } from "vitest";
import { nameUnfilled } from "./suggestion-list";

test.each([
  ["Order {{conversation.custom_attribute.order_number|}} has left.", "Order [order number] has left."],
  ["{{ contact.email }}, {{date}}", "[email], [date]"],
  ["{{name}} and {{ and {contact.name}}", "{{name}} and {{ and {contact.name}}"],
])("in a preview, %s reads %s", (text, read) => {
  expect(nameUnfilled(text)).toBe(read);
});
