import { expect, test } from "vitest";
import { fillIn } from "./fill-in";

const values = { "contact.name": "李文", "agent.name": "Ada {{conversation.id}}", "conversation.id": "12" };

test.each([
  ["Hello {{contact.name}}!", "Hello 李文!"],
  ["{{ contact.name }}, your number is #{{conversation.id}}.", "李文, your number is #12."],
  ["Regards, {{agent.name}}", "Regards, Ada {{conversation.id}}"],
  ["{{contact.phone}} and {{ and {contact.name}}", "{{contact.phone}} and {{ and {contact.name}}"],
])("%s becomes %s", (written, filled) => {
  expect(fillIn(written, values)).toBe(filled);
});
