import { expect } from "vitest";
import {
  ok,
  report,
  type Scene,
  type Story,
  show,
  testStories,
  toggle,
  write,
} from "@/test/support/clients/chatwoot-scene";

/** The customer of the scene, known to the inbox as `customer`. */
async function customerOf(s: Scene): Promise<string> {
  const json = { inbox_id: s.inboxId, source_id: "customer" };
  await ok(s.client.post(`/contacts/${s.contactId}/contact_inboxes`, { json }));
  return `/public/api/v1/inboxes/${s.identifier}/contacts/customer`;
}

const begin = async (s: Scene, customer: string, json: object = {}) =>
  ok(s.tenant.anonymous.post(`${customer}/conversations`, { json }));

const PUBLIC: Story[] = [
  [
    "45 a customer is created, found again by source id, and gets a name",
    async (s) => {
      const contacts = `/public/api/v1/inboxes/${s.identifier}/contacts`;
      const made = await ok(
        s.tenant.anonymous.post(contacts, { json: { source_id: "v1", email: "v@example.test" } }),
      );
      expect(made).toEqual({
        source_id: "v1",
        pubsub_token: null,
        id: expect.any(Number),
        name: "v@example.test",
        email: "v@example.test",
        phone_number: null,
      });
      expect(await ok(s.tenant.anonymous.post(contacts, { json: { source_id: "v1" } }))).toEqual(made);
      expect(await ok(s.tenant.anonymous.get(`${contacts}/v1`))).toEqual(made);
      const nameless = await ok(s.tenant.anonymous.post(contacts, { json: {} }));
      expect(nameless.name).toMatch(/^Visitor /);
      const claimed = await s.tenant.anonymous.post(contacts, { json: { email: "V@example.test" } });
      expect(claimed.status).toBe(422);
    },
  ],
  [
    "45 a customer writes, the agents see it, the customer sees the answer but no note and no activity",
    async (s) => {
      const customer = await customerOf(s);
      const begun = await begin(s, customer, { custom_attributes: { cart: 3 }, status: "resolved" });
      expect(begun).toMatchObject({
        status: "open",
        inbox_id: s.inboxId,
        messages: [],
        contact: { id: s.contactId },
      });
      const messages = `${customer}/conversations/${begun.id}/messages`;
      const question = await ok(
        s.tenant.anonymous.post(messages, { json: { content: "Hi", echo_id: "e", private: true } }),
      );
      expect(question).toMatchObject({
        content: "Hi",
        message_type: 0,
        echo_id: "e",
        conversation_id: begun.id,
      });
      for (const secret of ["status", "source_id", "private"]) expect(question).not.toHaveProperty(secret);
      const tooLong = await s.tenant.anonymous.post(messages, { json: { content: "x".repeat(150_001) } });
      expect(tooLong).toMatchObject({ status: 422, body: { message: expect.stringContaining("too long") } });

      const at = {
        ...s,
        messages: `/conversations/${begun.id}/messages`,
        conversation: `/conversations/${begun.id}`,
      };
      expect((await show(at)).custom_attributes).toEqual({ cart: 3 });
      await write(at, { content: "secret", private: true });
      const answer = await write(at, { content: "Hello" });
      await toggle(at);
      const seen = await ok(s.tenant.anonymous.get(messages));
      expect(seen.map((m: { id: number }) => m.id)).toEqual([question.id, answer.id]);
      const own = await ok(s.tenant.anonymous.get(`${customer}/conversations`));
      expect(own).toMatchObject([
        { id: begun.id, status: "resolved", messages: [{ id: question.id }, { id: answer.id }] },
      ]);
    },
  ],
  [
    "50 update_last_seen reads sent and delivered messages, not failed or incoming ones",
    async (s) => {
      const customer = await customerOf(s);
      const begun = await begin(s, customer);
      const at = { ...s, messages: `/conversations/${begun.id}/messages` };
      const ids: number[] = [];
      for (const content of ["a", "b", "c"]) ids.push((await write(at, { content })).id);
      await report(at, ids[1] ?? 0, { status: "delivered" });
      await report(at, ids[2] ?? 0, { status: "failed", external_error: "x" });
      await write(at, { content: "in", message_type: "incoming" });
      const path = `${customer}/conversations/${begun.id}/update_last_seen`;
      expect(await ok(s.tenant.anonymous.post(path))).toBe("");
      const { payload } = await ok(s.client.get(at.messages));
      expect(payload.map((m: { status: string }) => m.status)).toEqual(["read", "read", "failed", "sent"]);
      expect((await ok(s.client.get(`/conversations/${begun.id}`))).contact_last_seen_at).toBeGreaterThan(0);
    },
  ],
  [
    "45 the customer's toggle resolves only",
    async (s) => {
      const customer = await customerOf(s);
      const { id } = await begin(s, customer);
      const path = `${customer}/conversations/${id}/toggle_status`;
      expect((await ok(s.tenant.anonymous.post(path))).status).toBe("resolved");
      expect((await ok(s.tenant.anonymous.post(path))).status).toBe("resolved");
    },
  ],
  [
    "45 conversations of other names, inboxes and customers are not found",
    async (s) => {
      const customer = await customerOf(s);
      const { anonymous } = s.tenant;
      const other = `/public/api/v1/inboxes/${s.identifier}/contacts/other`;
      await ok(
        anonymous.post(`/public/api/v1/inboxes/${s.identifier}/contacts`, { json: { source_id: "other" } }),
      );
      const { id } = await begin(s, customer);
      const inbox = (await ok(s.client.post("/inboxes", { json: { name: "B", channel: { type: "api" } } })))
        .inbox_identifier;
      for (const path of [
        `${other}/conversations/${id}`,
        `${other}/conversations/${id}/messages`,
        `${customer}/conversations/${s.conversationId}`,
        `${customer.replace(s.identifier, inbox)}/conversations/${id}`,
        `${customer.replace(s.identifier, "no-such-inbox")}/conversations/${id}`,
        `${customer}x/conversations/${id}`,
        `${customer}/conversations/x`,
      ])
        expect((await anonymous.get(path)).status, path).toBe(404);
      expect(
        (await anonymous.post(`${other}/conversations/${id}/messages`, { json: { content: "x" } })).status,
      ).toBe(404);
      expect((await anonymous.post(`${other}/conversations/${id}/update_last_seen`)).status).toBe(404);
      expect((await anonymous.get(`${customer}/conversations/${id}`)).status).toBe(200);
    },
  ],
];

testStories([["the customer's side", PUBLIC]]);
