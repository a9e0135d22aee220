import { afterAll, beforeAll, expect, test } from "vitest";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createApp } from "@/server/http/app";
import { openExportTicket, sealExportTicket } from "@/server/queries/contacts/export-contacts";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { addMember, cookieFor, provideScreens } from "@/test/support/clients/screens";

let api: Api;
let owner: Awaited<ReturnType<typeof createTokenTenant>>;
beforeAll(async () => {
  api = await openApi(createApp);
  provideScreens(api.world); // the secret with which `cookieFor` signs
  owner = await createTokenTenant(api);
});
afterAll(() => api.close());

/** The export of a contact with this token. */
const request = (contactId: number, query = "", token = owner.token) =>
  createApp({ services: () => api.services }).request(`/v1/contacts/${contactId}/export${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });

/** A person who was merged from two, with two conversations, notes, an edited message and receipts. */
async function person() {
  const { post, patch } = owner.client;
  const { conversation, contact } = await begin(owner.client, {}, "+4915100000002");
  const display = `/v1/conversations/${conversation.displayId}`;
  for (let i = 0; i < 101; i += 1)
    await api.world.run(sendMessage, owner.admin, {
      conversation: { conversationId: conversation.id },
      content: `Reply ${i}`,
    });
  const { body: message } = await post(`${display}/messages`, { content: "Before" });
  await patch(`/v1/messages/${message.id}`, { content: "After" });
  await post("/v1/receipts", { receipts: [{ messageId: message.id, signal: "read" }] });
  await post(`${display}/messages`, { content: "She sounded angry", private: true });
  await post(`${display}/labels`, { add: ["vip"] });
  await post(`${display}/status`, { signal: "resolve" });
  const other = await post("/v1/contacts", { name: "Second Name", phone: "+4915100000001" });
  await api.world.run(mergeContacts, owner.admin, { contactId: contact.id, otherId: other.body.id });
  return { contactId: contact.id as number, otherId: other.body.id as number, conversation };
}

test("an export has everything about a person: profile, merged contacts, conversations, messages, history and notes", {
  timeout: 60_000,
}, async () => {
  const { contactId, otherId, conversation } = await person();
  const answer = await request(contactId);
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="contact-${contactId}.json"`);
  const data = JSON.parse(await answer.text());
  expect(data).toMatchObject({
    format: "tickline.contact-export.1",
    includesNotes: true,
    contact: { id: contactId },
    mergedContacts: [{ id: otherId, name: "Second Name" }],
    conversations: [{ id: conversation.id, status: "resolved", labels: ["vip"] }],
  });
  expect(data.addresses.length).toBeGreaterThan(0);
  const [{ messages, transitions, changes }] = data.conversations;
  const texts = messages.map(({ content }: { content: string }) => content);
  expect(texts.filter((text: string) => text.startsWith("Reply "))).toHaveLength(101);
  expect(texts).toContain("She sounded angry");
  const edited = messages.find(({ content }: { content: string }) => content === "After");
  expect(edited).toMatchObject({ earlierTexts: [{ content: "Before" }], status: "read" });
  expect(edited.receipts.map(({ signal }: { signal: string }) => signal)).toContain("read");
  expect(transitions.at(-1)).toMatchObject({ to: "resolved" });
  expect(changes.map(({ field }: { field: string }) => field)).toContain("labels");
  expect(JSON.parse(await (await request(otherId)).text())).toMatchObject({ contact: { id: contactId } });

  const without = await (await request(contactId, "?notes=false")).text();
  expect(without).not.toContain("She sounded angry");
  expect(JSON.parse(without).conversations[0].messages.length).toBe(messages.length - 1);
});

test("an export is written to the audit log by the contact's id, and an agent or another account gets none", async () => {
  const { contact } = await begin(owner.client, {}, "+4915100000003");
  const logged = async () =>
    (await listSettingChanges(api.world.database, owner.admin, { limit: 5, subject: "account" })).data.filter(
      ({ setting, to }) => setting === "contactExport" && to === contact.id,
    );
  expect((await request(contact.id)).status).toBe(200);
  expect(await logged()).toMatchObject([{ actor: { type: "token" }, via: "api" }]);
  const stranger = await createTokenTenant(api);
  expect((await request(contact.id, "", stranger.token)).status).toBe(404);
  expect((await request(contact.id, "?notes=perhaps")).status).toBe(422);
  expect(await logged()).toHaveLength(1);
});

test("a screen downloads with a ticket that belongs to its member and expires after a minute", async () => {
  const { contact } = await begin(owner.client, {}, "+4915100000004");
  const now = new Date();
  const given = { contactId: contact.id as number, includesNotes: true };
  const ticket = sealExportTicket(owner.admin, given, now);
  expect(openExportTicket(owner.admin, ticket, now)).toMatchObject(given);
  expect(openExportTicket(owner.admin, ticket, new Date(now.getTime() + 60_000))).toBeNull();
  const agent = await addMember(api.world, owner, { role: "agent", inboxIds: [] });
  expect(openExportTicket(agent, ticket, now)).toBeNull();
  const download = async (path: string, caller: typeof agent) =>
    createApp({ services: () => api.services }).request(`/api/contacts/export/${path}`, {
      headers: { cookie: await cookieFor(api.world, caller) },
    });
  expect(await (await download(ticket, owner.admin)).json()).toMatchObject({ contact: { id: contact.id } });
  expect((await download(ticket, agent)).status).toBe(404);
  expect((await download("forged", owner.admin)).status).toBe(404);
  const own = sealExportTicket(agent, given, now);
  expect((await download(own, agent)).status).toBe(403); // a ticket gives no rights
});
