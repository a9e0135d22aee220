import { afterAll, beforeAll, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import {
  createWireTenant,
  openChatwoot,
  type WireClient,
  type WireTenant,
} from "@/test/support/clients/chatwoot";
import { formOf, PNG } from "@/test/support/scenes/files";

let api: Api;
let tenant: WireTenant;
beforeAll(async () => {
  api = await openChatwoot();
  tenant = await createWireTenant(api);
});
afterAll(() => api.close());

type WhatsApp = { phone: string; id: string; text: string; isPhoto?: boolean };

/**
 * Posts messages as Evolution API does: contact, conversation and message separately, the first two once per chat under
 * its own lock, and every message as a form.
 */
function createEvolution(client: WireClient, inboxId: number) {
  const chats = new Map<string, Promise<number>>();

  async function findContact(phone: string): Promise<number> {
    const identifier = `${phone}@s.whatsapp.net`;
    const found = await client.get(`/contacts/search?q=${phone}&page=1`);
    const known = found.body.payload.find((one: { identifier: string }) => one.identifier === identifier);
    if (known) return known.id;
    const json = {
      inbox_id: inboxId,
      name: `Chat ${phone}`,
      identifier,
      phone_number: `+${phone}`,
      avatar_url: null,
    };
    return (await client.post("/contacts", { json })).body.payload.contact.id;
  }

  async function openChat(phone: string): Promise<number> {
    const contactId = await findContact(phone);
    const listed = await client.get(`/contacts/${contactId}/conversations`);
    const open = listed.body.payload.find((one: { inbox_id: number }) => one.inbox_id === inboxId);
    if (open) return open.id;
    const json = { contact_id: String(contactId), inbox_id: String(inboxId) };
    return (await client.post("/conversations", { json })).body.id;
  }

  return async ({ phone, id, text, isPhoto = false }: WhatsApp) => {
    const chat = chats.get(phone) ?? openChat(phone);
    chats.set(phone, chat);
    const fields = {
      content: text,
      message_type: "incoming",
      private: "false",
      source_id: `WAID:${id}`,
      content_attributes: JSON.stringify({ in_reply_to: null, in_reply_to_external_id: null }),
      source_reply_id: "null",
    };
    const files = isPhoto ? [{ name: "photo.png", bytes: PNG, type: "image/png" }] : [];
    const form = formOf(fields, files, "attachments[]");
    return client.post(`/conversations/${await chat}/messages`, { form });
  };
}

const countRows = async (table: "contact" | "conversation" | "message" | "message_attachment") => {
  const kinds = table === "message" ? "and kind = 'message'" : "";
  const [row] = await api.world.database.query<{ count: number }>(
    `select count(*) as count from ${table} where account_id = $1 ${kinds}`,
    [tenant.accountId],
  );
  return row?.count;
};

const openInbox = async (): Promise<number> => {
  const json = { name: "WhatsApp", channel: { type: "api", webhook_url: "https://example.test/hook" } };
  return (await tenant.client.post("/inboxes/", { json })).body.id;
};

test("bursts of new and known chats, delivered twice each, are stored once", async () => {
  const inboxId = await openInbox();
  const burst = Array.from({ length: 25 }, (_, i): WhatsApp => {
    const phone = `49170000000${i % 5}`;
    return { phone, id: `A${i}`, text: `No. ${i}`, isPhoto: i % 10 === 0 };
  });
  const deliver = createEvolution(tenant.client, inboxId);
  const first = await Promise.all(burst.map(deliver));
  expect(first.map(({ status }) => status)).toEqual(burst.map(() => 200));

  const known = Array.from(
    { length: 15 },
    (_, i): WhatsApp => ({ phone: "491700000000", id: `B${i}`, text: `Known ${i}` }),
  );
  await Promise.all([...known, ...known].map(deliver));
  const counts = async () => [
    await countRows("contact"),
    await countRows("conversation"),
    await countRows("message"),
    await countRows("message_attachment"),
  ];
  expect(await counts()).toEqual([5, 5, 40, 3]);

  const [one] = await api.world.database.query<{ displayId: number }>(
    `select display_id as "displayId" from conversation where account_id = $1 order by id limit 1`,
    [tenant.accountId],
  );
  await tenant.client.post(`/conversations/${one?.displayId}/toggle_status`, {
    json: { status: "resolved" },
  });
  await api.stamped();
  const log = `select count(*) as count from event where account_id = $1`;
  const before = await api.world.database.query(log, [tenant.accountId]);
  const restarted = createEvolution(tenant.client, inboxId);
  const again = await Promise.all(burst.map(restarted));
  expect(again.map(({ body }) => body.id)).toEqual(first.map(({ body }) => body.id));
  await Promise.all(known.map(restarted));
  expect(await counts()).toEqual([5, 5, 40, 3]);
  await api.stamped();
  expect(await api.world.database.query(log, [tenant.accountId])).toEqual(before);
});

test("an edited message that keeps its id is stored as another one, once", async () => {
  const inboxId = await openInbox();
  const deliver = createEvolution(tenant.client, inboxId);
  const sent = { phone: "5511988887777", id: "E1", text: "Tomorow" };
  const edited = { ...sent, text: "Edited: Tomorrow" };
  const ids = [];
  for (const one of [sent, edited, sent, edited]) ids.push((await deliver(one)).body.id);
  expect(new Set(ids).size).toBe(2);
  expect(ids.slice(2)).toEqual(ids.slice(0, 2));
});

test("what was typed on the phone, and the echo of a sent message, are stored once", async () => {
  const inboxId = await openInbox();
  const deliver = createEvolution(tenant.client, inboxId);
  const { body } = await deliver({ phone: "5511988880000", id: "P0", text: "Hello" });
  const to = `/conversations/${body.conversation_id}/messages`;
  const typed = {
    content: "From the phone",
    message_type: "outgoing",
    private: "false",
    source_id: "WAID:P1",
  };
  const post = () => tenant.client.post(to, { form: formOf(typed, [], "attachments[]") });
  const answers = await Promise.all([post(), post(), post()]);
  expect(new Set(answers.map((one) => one.body.id)).size).toBe(1);

  const reply = await tenant.client.post(to, { json: { content: "From here" } });
  const taught = await fetch(`${api.url}/v1/receipts`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${tenant.client.token}` },
    body: JSON.stringify({
      receipts: [{ messageId: reply.body.id, signal: "sent", sourceId: "WAID:P2" }],
    }),
  });
  expect(taught.status).toBe(200);
  const echo = { content: "From here", message_type: "outgoing", private: "false", source_id: "WAID:P2" };
  const echoed = await tenant.client.post(to, { form: formOf(echo, [], "attachments[]") });
  expect(echoed.body.id).toBe(reply.body.id);
});

/** As bridges without a lock of their own do it: every message looks for the customer by itself. */
async function burstOf(count: number, json: (inboxId: number) => object) {
  const inboxId = await openInbox();
  const { client } = tenant;
  const before = [await countRows("contact"), await countRows("conversation")] as const;
  const made = await Promise.all(
    Array.from({ length: count }, () => client.post("/contacts", { json: json(inboxId) })),
  );
  expect(new Set(made.map(({ status }) => status))).toEqual(new Set([200]));
  const contactIds = new Set<number>(made.map(({ body }) => body.payload.contact.id));
  const [contactId] = contactIds;
  const begun = await Promise.all(
    Array.from({ length: count }, () =>
      client.post("/conversations", { json: { inbox_id: inboxId, contact_id: contactId } }),
    ),
  );
  expect(new Set(begun.map(({ status }) => status))).toEqual(new Set([200]));
  expect(contactIds.size).toBe(1);
  expect(new Set(begun.map(({ body }) => body.id)).size).toBe(1);
  const after = [await countRows("contact"), await countRows("conversation")];
  expect(after).toEqual(before.map((rows) => Number(rows) + 1));
  return { inboxId, contactId, conversationId: begun[0]?.body.id };
}

test("25 concurrent requests without a key create one contact and one conversation, by phone", async () => {
  await burstOf(25, (inbox_id) => ({ inbox_id, name: "Ana", phone_number: "+5511900001111" }));
});

test("25 concurrent requests without a key create one contact and one conversation, by source id", async () => {
  const { inboxId, contactId, conversationId } = await burstOf(25, (inbox_id) => ({
    inbox_id,
    name: "Bea",
    source_id: "wa-900002222",
  }));
  const json = { inbox_id: inboxId, contact_id: contactId };
  const message = { content: "Hello", message_type: "incoming" };
  await tenant.client.post(`/conversations/${conversationId}/messages`, { json: message });
  const second = await tenant.client.post("/conversations", { json });
  expect(second.body.id).not.toBe(conversationId);
  const labelled = { ...json, custom_attributes: { order: "7" } };
  expect((await tenant.client.post("/conversations", { json: labelled })).body.id).not.toBe(second.body.id);
});
