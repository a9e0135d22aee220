import { expect, test } from "vitest";
import { aContact, aConversation, aMessage } from "@/test/support/scenes/dtos";
import { type MessageContext, messageJson } from "./message-json";

const choir = aContact({ id: 7, name: "Choir", email: "choir@example.test", isGroup: true });
const place = (contact: MessageContext["contact"]): MessageContext => ({
  accountId: 1,
  rendering: { now: new Date(0), baseUrl: "https://inbox.example.test" },
  conversation: aConversation({ contactId: contact.id }),
  contact,
  agents: new Map(),
});
const from = (id: number, name: string) =>
  aMessage({ direction: "in", sender: { type: "contact", id, name } });

test("a group's message has the member who wrote it as its sender, without the group's addresses", () => {
  const { sender } = messageJson(from(8, "Bo"), place(choir));
  expect(sender).toMatchObject({ id: 8, name: "Bo", type: "contact", email: null, custom_attributes: {} });
});

test("a message of the group itself, and of a contact merged into the customer, has the conversation's contact", () => {
  expect(messageJson(from(7, "Choir"), place(choir)).sender).toMatchObject({ id: 7, name: "Choir" });
  const li = aContact({ id: 3, name: "Li" });
  expect(messageJson(from(2, "Li of old"), place(li)).sender).toMatchObject({ id: 3, name: "Li" });
});
