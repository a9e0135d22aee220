import { describe, expect, test } from "vitest";
import { revived, stored } from "@/server/dialects/chatwoot/once";
import { report, type Story, testStories, write } from "@/test/support/clients/evolution";
import { aContact, aConversation, aMessage } from "@/test/support/scenes/dtos";
import { type MessageContext, messageJson } from "./message-json";

describe("messageJson", () => {
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
});

describe("retry message", () => {
  const RETRY: Story[] = [
    [
      "12 a failed message is sent again and loses its error, but keeps its attributes",
      async (s) => {
        const { id } = await write(s, { content: "x", content_attributes: { mine: 1 } });
        await report(s, id, { status: "sent" });
        await report(s, id, { status: "failed", external_error: "err123" });
        const { status, body } = await s.client.post(`${s.messages}/${id}/retry`);
        expect(status).toBe(200);
        expect(body).toMatchObject({ id, status: "sent", content_attributes: { mine: 1 } });
        expect(body.content_attributes).not.toHaveProperty("external_error");
      },
    ],
    [
      "12 a message that has not failed is unchanged",
      async (s) => {
        const { id } = await write(s, { content: "x" });
        await report(s, id, { status: "delivered" });
        expect(await s.client.post(`${s.messages}/${id}/retry`)).toMatchObject({
          status: 200,
          body: { status: "delivered" },
        });
        const question = await write(s, { content: "x", message_type: "incoming" });
        expect((await s.client.post(`${s.messages}/${question.id}/retry`)).status).toBe(200);
      },
    ],
  ];

  testStories([["retrying a message", RETRY]]);
});

describe("stored value", () => {
  test.each([
    [
      "rows with dates at any depth",
      { message: { id: 1, createdAt: new Date(5), list: [{ at: new Date(7) }] } },
    ],
    ["a date alone", new Date(9)],
    ["texts that look like dates", { at: "2026-11-20T09:00:00.000Z", $date: "x" }],
    ["nothing", null],
  ])("%s are read as they were stored", (_what, value) => {
    expect(revived(JSON.parse(JSON.stringify(stored(value))))).toEqual(value);
  });

  test("what was not stored so is refused", () => {
    expect(() => revived({ id: 1 })).toThrow("not a stored value");
  });
});
