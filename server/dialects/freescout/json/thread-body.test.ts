import { expect, test } from "vitest";
import { aContact, aConversation, aMessage } from "@/test/support/scenes/dtos";
import { threadBody } from "./thread-body";
import { customerPerson } from "./words";

test("a thread of a group has the group as its customer and the member who wrote it as its creator", () => {
  const choir = aContact({ id: 7, name: "Choir", isGroup: true });
  const written = aMessage({ direction: "in", sender: { type: "contact", id: 8, name: "Bo Berg" } });
  const thread = threadBody(written, {
    conversation: aConversation({ contactId: 7 }),
    customer: customerPerson(choir),
    urlsOf: () => ({}),
    status: "active",
  });
  expect(thread).toMatchObject({
    type: "customer",
    customer: { id: 7, firstName: "Choir" },
    createdBy: { id: 8, type: "customer", firstName: "Bo", lastName: "Berg" },
  });
});
