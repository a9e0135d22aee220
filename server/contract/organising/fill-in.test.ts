import { expect, test } from "vitest";
import { cannedValues, fillIn, nameUnfilled, unfilledIn } from "./fill-in";

const values = cannedValues({
  contact: {
    name: "李 文",
    email: null,
    phone: "+49 30 1",
    customAttributes: { plan: "Pro", seats: 5, tags: ["a"] },
  },
  agent: { name: "Ada {{conversation.id}}", email: "ada@acme.example" },
  displayId: 12,
  inbox: "WhatsApp",
  account: "Acme",
  date: "5 May 2026",
});

test.each([
  ["Hello {{contact.name}}!", "Hello 李 文!"],
  ["Hello {{ contact.first_name | there }}!", "Hello 李!"],
  ["{{ contact.name }}, your number is #{{conversation.id}}.", "李 文, your number is #12."],
  ["Regards, {{agent.name}}", "Regards, Ada {{conversation.id}}"],
  ["{{agent.first_name}} of {{account.name}}, {{inbox.name}}, {{date}}", "Ada of Acme, WhatsApp, 5 May 2026"],
  ["{{contact.custom_attribute.plan}} for {{contact.custom_attribute.seats}}", "Pro for 5"],
  [
    "{{contact.email|your e-mail}} and {{contact.custom_attribute.city|your city}}",
    "your e-mail and your city",
  ],
  [
    "{{contact.email}} and {{contact.custom_attribute.tags}}",
    "{{contact.email}} and {{contact.custom_attribute.tags}}",
  ],
  ["{{contact.nickname|friend}} and {{user.nickname|friend}}", "friend and {{user.nickname|friend}}"],
  ["{{ and {contact.name}} {{constructor}}", "{{ and {contact.name}} {{constructor}}"],
])("%s becomes %s", (written, filled) => {
  expect(fillIn(written, values)).toBe(filled);
});

test("variables without a value are found once each; other braces are the writer's", () => {
  expect(unfilledIn("{{contact.email}} {{contact.email}} {{ contact.nick }} {{name}} {{date}}")).toEqual([
    "{{contact.email}}",
    "{{ contact.nick }}",
    "{{date}}",
  ]);
});

test.each([
  ["Order {{conversation.custom_attribute.order_number|}} has left.", "Order [order number] has left."],
  ["{{ contact.email }}, {{date}}", "[email], [date]"],
  ["{{name}} and {{ and {contact.name}}", "{{name}} and {{ and {contact.name}}"],
])("in a preview, %s reads %s", (text, read) => {
  expect(nameUnfilled(text)).toBe(read);
});
