import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { rotateIdentifier, rotateIdentitySecret, updateInbox } from "@/server/commands/inboxes/inboxes";
import { getContact } from "@/server/queries/contacts/list-contacts";
import {
  ok,
  report,
  type Scene,
  type Story,
  show,
  testStories,
  toggle,
  write,
} from "@/test/support/clients/evolution";

const contactsOf = (s: Scene): string => `/public/api/v1/inboxes/${s.identifier}/contacts`;

const turnOn = (s: Scene) =>
  s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, publicApi: true });

/** A visitor; what the API answers about them. */
async function visit(s: Scene, json: object = {}) {
  await turnOn(s);
  return ok(s.tenant.anonymous.post(contactsOf(s), { json }));
}

/** The path of a new visitor. */
const customerOf = async (s: Scene): Promise<string> => `${contactsOf(s)}/${(await visit(s)).source_id}`;

const begin = async (s: Scene, customer: string, json: object = {}) =>
  ok(s.tenant.anonymous.post(`${customer}/conversations`, { json }));

const PUBLIC: Story[] = [
  [
    "45 a customer is created, found again by source id, and gets a name",
    async (s) => {
      const contacts = contactsOf(s);
      const made = await visit(s, { source_id: "v1", name: "Vera", email: "v@example.test" });
      expect(made).toEqual({
        source_id: expect.stringMatching(/^[\w-]{43}$/), // ours, not the client's
        pubsub_token: expect.stringMatching(/^[\w-]+\.[\w-]{22}$/),
        id: expect.any(Number),
        name: "Vera",
        email: "v@example.test",
        phone_number: null,
      });
      const again = { json: { source_id: made.source_id } };
      expect(await ok(s.tenant.anonymous.post(contacts, again))).toEqual(made);
      expect(await ok(s.tenant.anonymous.get(`${contacts}/${made.source_id}`))).toEqual(made);
      expect((await s.tenant.anonymous.get(`${contacts}/v1`)).status).toBe(404);
      expect((await visit(s)).name).toMatch(/^Visitor /);
    },
  ],
  [
    "the API is off until an administrator turns it on, and names that channels gave open nothing",
    async (s) => {
      const contacts = contactsOf(s);
      expect((await s.tenant.anonymous.post(contacts, { json: {} })).status).toBe(404);
      const { source_id: visitor } = await visit(s);
      const phone = { inbox_id: s.inboxId, source_id: "+491701234567" };
      await ok(s.client.post(`/contacts/${s.contactId}/contact_inboxes`, { json: phone }));
      for (const rest of ["", "/conversations"])
        expect((await s.tenant.anonymous.get(`${contacts}/%2B491701234567${rest}`)).status).toBe(404);
      expect((await s.tenant.anonymous.get(`${contacts}/${visitor}`)).status).toBe(200);
      await s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, publicApi: false });
      expect((await s.tenant.anonymous.get(`${contacts}/${visitor}`)).status).toBe(404);
    },
  ],
  [
    "what a visitor claims is found by no lookup, and answered alike whether a contact has it or not",
    async (s) => {
      const claims = { email: "ceo@example.test", phone_number: "+4917000001", identifier: "ceo" };
      const known = await ok(s.client.post("/contacts", { json: { name: "CEO", ...claims } }));
      const visitor = await visit(s, claims);
      expect(visitor).toMatchObject({ email: claims.email, phone_number: claims.phone_number });
      expect(visitor.id).not.toBe(known.payload.contact.id);
      const unknown = await visit(s, { email: "nobody@example.test" });
      expect(Object.keys(unknown)).toEqual(Object.keys(visitor));
      const stored = await getContact(s.api.world.database, s.tenant.admin, visitor.id);
      expect(stored).toMatchObject({
        email: null,
        phone: null,
        identifier: null,
        additionalAttributes: {
          unverified: { email: claims.email, phone: "+4917000001", identifier: "ceo" },
        },
      });
      const imported = { csv: "email,name\nnobody@example.test,Nobody", dryRun: true };
      const { result } = await s.api.world.run(importContacts, s.tenant.admin, imported);
      expect(result.rows).toMatchObject([{ outcome: "create" }]);
    },
  ],
  [
    "an integration's conversation does not begin on a visitor's link, an agent's does",
    async (s) => {
      const visitor = await visit(s);
      const json = { inbox_id: s.inboxId, contact_id: visitor.id };
      await ok(s.client.post("/conversations", { json }));
      const own = `${contactsOf(s)}/${visitor.source_id}/conversations`;
      expect(await ok(s.tenant.anonymous.get(own))).toEqual([]);
      const by = { inboxId: s.inboxId, contactId: visitor.id, startedBy: "agent" } as const;
      await s.api.world.run(createConversation, { ...s.tenant.admin, via: "ui" }, by);
      expect(await ok(s.tenant.anonymous.get(own))).toHaveLength(0);
      const fresh = await visit(s);
      const toFresh = { ...by, contactId: fresh.id };
      await s.api.world.run(createConversation, { ...s.tenant.admin, via: "ui" }, toFresh);
      const theirs = `${contactsOf(s)}/${fresh.source_id}/conversations`;
      expect(await ok(s.tenant.anonymous.get(theirs))).toHaveLength(1);
    },
  ],
  [
    "a signed identifier leads to its contact; a wrong signature is refused",
    async (s) => {
      const known = await ok(s.client.post("/contacts", { json: { name: "Ada", identifier: "user-7" } }));
      const secret = "of the site";
      await s.api.world.run(rotateIdentitySecret, s.tenant.admin, { inboxId: s.inboxId, secret });
      const identifier_hash = createHmac("sha256", secret).update("user-7").digest("hex");
      const signed = await visit(s, { identifier: "user-7", identifier_hash, name: "Mallory" });
      expect(signed).toMatchObject({ id: known.payload.contact.id, name: "Ada" });
      const first = createHmac("sha256", secret).update("user-8").digest("hex");
      const made = await visit(s, { identifier: "user-8", identifier_hash: first, name: "Bea" });
      expect(await visit(s, { identifier: "user-8", identifier_hash: first })).toMatchObject({ id: made.id });
      const wrong = { identifier: "user-8", identifier_hash };
      expect((await s.tenant.anonymous.post(contactsOf(s), { json: wrong })).status).toBe(401);
    },
  ],
  [
    "a replaced identifier opens nothing, and a visitor has at most ten unresolved conversations",
    async (s) => {
      const customer = await customerOf(s);
      for (let n = 0; n < 10; n++) await begin(s, customer);
      expect((await s.tenant.anonymous.post(`${customer}/conversations`, { json: {} })).status).toBe(422);
      const { result } = await s.api.world.run(rotateIdentifier, s.tenant.admin, { inboxId: s.inboxId });
      expect((await s.tenant.anonymous.get(customer)).status).toBe(404);
      expect((await s.tenant.anonymous.get(customer.replace(s.identifier, result.identifier))).status).toBe(
        200,
      );
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
        contact: { id: expect.any(Number) },
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
      await report(at, ids[0] ?? 0, { status: "sent" });
      await report(at, ids[1] ?? 0, { status: "delivered" });
      await report(at, ids[2] ?? 0, { status: "sent" });
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
      const other = await customerOf(s);
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
