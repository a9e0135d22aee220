import { expect } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { type Story, show, testStories, write } from "@/test/support/clients/evolution";

/** Of a message that nobody has reported as sent. */
const PENDING = { tickline_status: "pending" };

const CREATE: Story[] = [
  [
    "2 a private message is a note with the whole schema",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const { status, body } = await agent.post(s.messages, { json: { content: "psst", private: true } });
      expect(status).toBe(200);
      expect(body).toEqual({
        id: expect.any(Number),
        content: "psst",
        inbox_id: s.inboxId,
        conversation_id: s.conversationId,
        message_type: 1,
        content_type: "text",
        status: "sent",
        content_attributes: {},
        created_at: expect.any(Number),
        private: true,
        source_id: null,
        sender: {
          id: agent.caller?.userId,
          name: "Bo Lind",
          available_name: "Bo Lind",
          avatar_url: "",
          type: "user",
          availability_status: "offline",
          thumbnail: "",
        },
      });
      expect(body.created_at).toBeLessThan(1e10);
    },
  ],
  [
    "3 content of 150,000 characters fits",
    async (s) => expect((await write(s, { content: "字".repeat(150_000) })).content).toHaveLength(150_000),
  ],
  [
    "4 external_created_at is kept in content_attributes",
    async (s) => {
      const message = await write(s, { content: "x", external_created_at: "2024-05-01T10:00:00Z" });
      expect(message).toMatchObject({
        content_type: "text",
        content_attributes: { external_created_at: "2024-05-01T10:00:00Z" },
      });
    },
  ],
  [
    "8 a message of choices needs no text",
    async (s) => {
      const items = [{ title: "Yes", value: "y" }];
      for (const isNote of [false, true]) {
        const choices = { content_type: "input_select", content_attributes: { items }, private: isNote };
        expect(await write(s, choices)).toMatchObject({ content: "", content_attributes: { items } });
      }
    },
  ],
  [
    "attachments that are no files are refused, not lost",
    async (s) => {
      const answer = await s.client.post(s.messages, {
        json: { content: "see", attachments: ["signed-id"] },
      });
      expect(answer).toMatchObject({
        status: 422,
        body: { error: expect.stringContaining("files of a form") },
      });
    },
  ],
  [
    "an empty list of attachments is accepted",
    async (s) => expect((await write(s, { content: "x", attachments: [] })).content).toBe("x"),
  ],
  [
    "what was typed on the phone was sent already: nobody waits for a report of it",
    async (s) => {
      const typed = await write(s, { content: "From the phone", source_id: "WAID:T1" });
      expect([typed.status, typed.content_attributes]).toEqual(["sent", {}]);
      const message = { content: "From the phone", source_id: "WAID:T2" };
      const json = { inbox_id: s.inboxId, contact_id: s.contactId, message };
      const begun = await s.client.post("/conversations", { json });
      expect(begun.body.messages).toMatchObject([{ status: "sent" }]);
      expect(begun.body.messages[0].content_attributes).toEqual({});
      const reply = await write(s, { content: "From here" });
      expect(reply).toMatchObject({ status: "sent", content_attributes: PENDING });
    },
  ],
  [
    "6 a customer's message reopens a resolved conversation and adds an activity line",
    async (s) => {
      await s.client.post(`/conversations/${s.conversationId}/toggle_status`, {
        json: { status: "resolved" },
      });
      const message = await write(s, { content: "again", message_type: "incoming" });
      expect(message).toMatchObject({ message_type: 0, sender: { type: "contact", id: s.contactId } });
      expect((await show(s)).status).toBe("open");
      const { body } = await s.client.get(s.messages);
      expect(body.payload.at(-1)).toMatchObject({
        message_type: 2,
        content: "Conversation was reopened because the customer wrote again",
      });
      expect(body.payload.at(-1)).not.toHaveProperty("sender");
    },
  ],
  [
    "7 only API inboxes take incoming messages",
    async (s) => {
      const { result: inbox } = await s.api.world.run(createInbox, s.tenant.admin, {
        name: "W",
        channel: "widget",
      });
      const json = { inbox_id: inbox.id, contact_id: s.contactId };
      const { body } = await s.client.post("/conversations", { json });
      const answer = await s.client.post(`/conversations/${body.id}/messages`, {
        json: { content: "x", message_type: "incoming" },
      });
      expect(answer).toEqual({
        status: 422,
        body: { error: "Incoming messages are only allowed in Api inboxes" },
      });
    },
  ],
  [
    "15 a quoted message is found by its id and by the provider's",
    async (s) => {
      const quoted = await write(s, { content: "a", message_type: "incoming", source_id: "WAID:1" });
      const both = { in_reply_to: quoted.id, in_reply_to_external_id: "WAID:1" };
      const byId = await write(s, { content: "b", content_attributes: { in_reply_to: quoted.id } });
      expect(byId.content_attributes).toEqual({ ...both, ...PENDING });
      const byName = await write(s, {
        content: "c",
        content_attributes: { in_reply_to_external_id: "WAID:1" },
      });
      expect(byName.content_attributes).toEqual({ ...both, ...PENDING });
      const unknown = await write(s, { content: "d", content_attributes: { in_reply_to: 999_999, mine: 1 } });
      expect(unknown.content_attributes).toEqual({
        in_reply_to: null,
        in_reply_to_external_id: null,
        mine: 1,
        ...PENDING,
      });
    },
  ],
  [
    "16 echo_id is returned once",
    async (s) => {
      expect((await write(s, { content: "x", echo_id: "e-1" })).echo_id).toBe("e-1");
      expect((await write(s, { content: "y", echo_id: 7 })).echo_id).toBe(7);
      expect((await s.client.get(s.messages)).body.payload[0]).not.toHaveProperty("echo_id");
    },
  ],
  [
    "a multipart message: attributes as JSON text, flags as words",
    async (s) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({
        content: "note",
        private: "true",
        message_type: "outgoing",
        content_attributes: '{"items":[{"title":"A"}]}',
      }))
        form.set(name, value);
      const { status, body } = await s.client.post(s.messages, { form });
      expect(status).toBe(200);
      expect(body).toMatchObject({ private: true, content_attributes: { items: [{ title: "A" }] } });
      form.set("private", "false");
      expect((await s.client.post(s.messages, { form })).body.private).toBe(false);
    },
  ],
  [
    "keys under the resource's name, unknown keys and a trailing slash",
    async (s) => {
      const json = { message: { content: "wrapped" }, nonsense: { deep: true }, status: "read" };
      const { status, body } = await s.client.post(`${s.messages}/`, { json });
      expect(status).toBe(200);
      expect(body).toMatchObject({ content: "wrapped", status: "sent" });
    },
  ],
  [
    "a source id given twice creates two messages only with two texts",
    async (s) => {
      const first = await write(s, { content: "x", source_id: "same" });
      expect((await write(s, { content: "y", source_id: "same" })).id).not.toBe(first.id);
      expect((await write(s, { content: "x", source_id: "same" })).id).toBe(first.id);
    },
  ],
  [
    "a sender's external_error is ignored",
    async (s) => {
      const message = await write(s, { content: "x", content_attributes: { external_error: "lie" } });
      expect(message.content_attributes).toEqual(PENDING);
    },
  ],
];

testStories([["creating a message", CREATE]]);
