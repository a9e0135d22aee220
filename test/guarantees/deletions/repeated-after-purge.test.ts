import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteExpired } from "@/server/store/retention/expiry";
import type { Client } from "@/test/support/clients/api";
import {
  CUSTOMER_JID,
  type EvolutionScene,
  GROUP_JID,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";
import { BY_WEBHOOK, mail } from "@/test/support/scenes/mail-inbox";
import { CUSTOMER, openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";
import { openWidgetScene, type WidgetScene } from "@/test/support/scenes/widget-scene";

let whatsapp: WhatsappScene;
let evolution: EvolutionScene;
let widget: WidgetScene;
beforeAll(async () => {
  whatsapp = await openWhatsappScene();
  evolution = await openEvolutionScene();
  widget = await openWidgetScene();
});
afterAll(() => Promise.all([whatsapp.close(), evolution.close(), widget.close()]));

type Inbox = { client: Client; inboxId: number };

const conversationsOf = async ({ client, inboxId }: Inbox) =>
  (await client.get(`/v1/conversations?inboxId=${inboxId}`)).body.data;

/** Deletes all conversations of an inbox for good. */
async function purge(inbox: Inbox): Promise<void> {
  for (const { displayId } of await conversationsOf(inbox)) {
    const { body } = await inbox.client.delete(`/v1/conversations/${displayId}`);
    expect(body.state).toBe("succeeded");
  }
  expect(await conversationsOf(inbox)).toEqual([]);
}

const eraseContacts = async ({ client }: Inbox): Promise<void> => {
  for (const { id } of (await client.get("/v1/contacts")).body.data)
    await client.delete(`/v1/contacts/${id}`);
};

const text = (body: string, id: string) => ({ type: "text", text: { body }, id });

test("a webhook of WhatsApp that is repeated after the permanent deletion stores nothing, also side by side and after the contact is erased", async () => {
  const inbox = await whatsapp.open();
  const echo = { from: "15550100", to: CUSTOMER, timestamp: String(Math.floor(Date.now() / 1000)) };
  const echoed = () =>
    inbox.deliver(
      { message_echoes: [{ ...echo, ...text("About your card", "wamid.purged.echo") }] },
      { field: "smb_message_echoes" },
    );
  const repeat = async () => [
    ...(await Promise.all([1, 2, 3].map(() => inbox.receive(text("My card is 4111", "wamid.purged"))))),
    await echoed(),
  ];
  await repeat();
  expect(await inbox.messages()).toHaveLength(2);
  await purge(inbox);
  expect(await repeat()).toEqual([200, 200, 200, 200]);
  expect(await conversationsOf(inbox)).toEqual([]);
  await eraseContacts(inbox);
  expect(await repeat()).toEqual([200, 200, 200, 200]);
  expect(await conversationsOf(inbox)).toEqual([]);
  expect((await inbox.client.get("/v1/contacts")).body.data).toEqual([]);
  await inbox.receive(text("Hello again", "wamid.new"));
  expect(await inbox.messages()).toMatchObject([{ content: "Hello again" }]);
  await inbox.receive(text("My card is 4111", "wamid.purged"));
  expect(await inbox.messages()).toHaveLength(1);
});

test("messages of Evolution API that are reported again after the deletion store nothing, ours and a group's neither", async () => {
  const inbox = await evolution.open();
  const written = [
    inbox.message({ conversation: "My card is 4111" }),
    inbox.message({ conversation: "About your card" }, { key: { fromMe: true, remoteJid: CUSTOMER_JID } }),
    inbox.message(
      { conversation: "In the group" },
      { key: { remoteJid: GROUP_JID, participant: CUSTOMER_JID } },
    ),
  ];
  const repeat = async () => {
    for (const one of written) expect(await inbox.post("messages.upsert", one)).toBe(200);
  };
  await repeat();
  expect(await conversationsOf(inbox)).toHaveLength(2);
  await purge(inbox);
  await repeat();
  expect(await conversationsOf(inbox)).toEqual([]);
});

test("a mail that is brought again after the deletion is ignored, and another one of its Message-ID is not", async () => {
  const { client } = await whatsapp.open();
  const created = await client.post("/v1/inboxes", { name: "Help", channel: "email", settings: BY_WEBHOOK });
  const { id: inboxId, identifier } = created.body;
  const inbox = { client, inboxId };
  const bring = async (raw: string) => {
    const headers = {
      "content-type": "message/rfc822",
      authorization: `Bearer ${BY_WEBHOOK.webhookSecret}`,
    };
    const url = `${whatsapp.api.url}/channels/email/${identifier}`;
    return (await fetch(url, { method: "POST", headers, body: raw })).json();
  };
  const mails = [
    mail({ Date: "Mon, 30 Nov 2026 10:00:00 +0000" }, "My card is 4111"),
    mail({ Date: "Mon, 30 Nov 2026 11:00:00 +0000" }, "My other card"),
    mail({ "Message-ID": "<undated@mail.example>" }, "My last card"),
  ];
  for (const raw of mails) expect(await bring(raw)).toMatchObject({ result: "stored" });
  await purge(inbox);
  for (const raw of mails) expect(await bring(raw)).toEqual({ result: "ignored", because: "deleted" });
  expect(await conversationsOf(inbox)).toEqual([]);
  const other = mail({ Date: "Mon, 30 Nov 2026 12:00:00 +0000" }, "News");
  expect(await bring(other)).toMatchObject({ result: "stored" });
});

test("a visitor's browser that sends a message again after the deletion is told that it was deleted", async () => {
  const site = await widget.open();
  const page = site.page();
  await page.session();
  const clientId = crypto.randomUUID();
  expect((await page.write("My card is 4111", { clientId })).status).toBe(201);
  await purge(site);
  expect(await page.write("My card is 4111", { clientId })).toMatchObject({
    status: 409,
    code: "message.deleted",
  });
  expect(await conversationsOf(site)).toEqual([]);
  expect((await page.write("Hello")).status).toBe(201);
});

test("what is kept of a deleted message is a hash of its id, for 90 days, and nothing of an inbox without a channel", async () => {
  const { database } = whatsapp.api.world;
  const inbox = await whatsapp.open();
  await inbox.receive(text("My card is 4111", "wamid.kept"));
  await purge(inbox);
  const kept = () => database.query("select * from purged_source where account_id = $1", [inbox.accountId]);
  const [row, ...others] = await kept();
  expect(others).toEqual([]);
  expect(JSON.stringify(row)).not.toContain("wamid");
  const at = (days: number) => new Date(Date.now() + days * 86_400_000);
  await deleteExpired(database, "purged_source", { now: at(89), limit: 1_000 });
  expect(await kept()).toHaveLength(1);
  await deleteExpired(database, "purged_source", { now: at(91), limit: 1_000 });
  expect(await kept()).toEqual([]);

  const { id: inboxId } = (await inbox.client.post("/v1/inboxes", { name: "App", channel: "api" })).body;
  const { body } = await inbox.client.post("/v1/contacts", { name: "Bea" });
  const begun = await inbox.client.post("/v1/conversations", { inboxId, contactId: body.id });
  const path = `/v1/conversations/${begun.body.displayId}/messages`;
  const incoming = { content: "1", direction: "in", sourceId: "1" };
  expect((await inbox.client.post(path, incoming)).status).toBe(201);
  await purge({ client: inbox.client, inboxId });
  expect(await kept()).toEqual([]);
});
