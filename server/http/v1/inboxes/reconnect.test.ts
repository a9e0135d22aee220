import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { saveConnection } from "@/server/store/inboxes/channel-connection";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { BY_WEBHOOK } from "@/test/support/scenes/mail-inbox";

const BY_IMAP = {
  address: "help@shop.example",
  imap: { host: "192.0.2.1", port: 993, tls: "tls", user: "help", password: "right" },
};

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

async function openInbox(channel: string, settings: object) {
  const { client, accountId } = await createTokenTenant(api);
  const { id: inboxId } = (await client.post("/v1/inboxes", { name: "Help", channel, settings })).body;
  return { client, accountId, inboxId, path: `/v1/inboxes/${inboxId}` };
}

test("a mailbox that waits for its next try is connecting at once, and waits no longer", async () => {
  const { client, accountId, inboxId, path } = await openInbox("email", BY_IMAP);
  const { database, now } = api.services;
  await saveConnection(database, accountId, {
    inboxId,
    state: "disconnected",
    error: "The server is down.",
    nextTryAt: new Date(now().getTime() + 3_600_000),
    now: now(),
  });
  const { status, body } = await client.post(`${path}/reconnect`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ state: "connecting", nextTryAt: null });
  expect((await client.get(`${path}/health`)).body).toEqual(body);
});

test.each([
  ["api", {}],
  ["widget", {}],
  ["email", BY_WEBHOOK],
])("an inbox of %s without a connection is refused", async (channel, settings) => {
  const { client, path } = await openInbox(channel, settings);
  expect(await client.post(`${path}/reconnect`)).toMatchObject({
    status: 409,
    body: { error: { code: "inbox.no_connection" } },
  });
});

test("one inbox is reconnected five times at once, and then refused with the time to wait", async () => {
  const { client, path } = await openInbox("email", BY_IMAP);
  const answers = await Promise.all(Array.from({ length: 6 }, () => client.post(`${path}/reconnect`)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429]);
});
