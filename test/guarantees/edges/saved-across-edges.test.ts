import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  CLIENT_ID_CHARS_MAX,
  EMAIL_CHARS_MAX,
  LABEL_CHARS_MAX,
  NAME_CHARS_MAX,
  REASON_CHARS_MAX,
  SOURCE_ID_CHARS_MAX,
  URL_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { callTrpc, cookieFor, provideScreens } from "@/test/support/clients/screens";

let api: Api;
let client: Client;
let token: string;
let cookie: string;
let accountId: number;

beforeAll(async () => {
  api = await openApi(createApp);
  provideScreens(api.world);
});
beforeEach(async () => {
  const tenant = await createTokenTenant(api);
  ({ client, token } = tenant);
  ({ accountId } = tenant.admin);
  cookie = await cookieFor(api.world, tenant.admin);
});
afterAll(() => api.close());

const save = (path: string, input: object) => callTrpc(api, { path, kind: "mutation", input, cookie });

/** Sends as a Chatwoot client does. */
async function chatwoot(path: string, body: object) {
  const headers = { api_access_token: token, "content-type": "application/json" };
  const url = `${api.url}/api/v1/accounts/${accountId}${path}`;
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

/** The longest texts, in ASCII and in characters of two UTF-16 units each. */
const longest = (chars: number) => [
  ["ASCII", "a".repeat(chars)],
  ["astral characters", "𝕏".repeat(chars)],
];
const created = z.object({ id: z.number() });
const urlOf = (chars: number) => `https://a.test/${"a".repeat(chars - 15)}`;

describe("an inbox", () => {
  test.each(longest(NAME_CHARS_MAX))(
    "that /v1 named at the limit in %s is saved by tRPC",
    async (_, name) => {
      const { status, body: inbox } = await client.post("/v1/inboxes", { name });
      expect([status, inbox.name]).toEqual([201, name]);
      const saved = await save("inboxes.update", { inboxId: inbox.id, name, callbackUrl: null });
      expect(saved).toMatchObject({ status: 200, data: { name, version: inbox.version } });
    },
  );

  test("that tRPC named at the limit is saved by /v1", async () => {
    const name = "a".repeat(NAME_CHARS_MAX);
    const { data } = await save("inboxes.create", { name, channel: "api" });
    expect(data).toMatchObject({ name, channel: "api" });
    const { id } = created.parse(data);
    expect(await client.patch(`/v1/inboxes/${id}`, { name })).toMatchObject({ status: 200, body: { name } });
  });

  test("with a callback of /v1 at the limit is saved by tRPC", async () => {
    const callbackUrl = urlOf(URL_CHARS_MAX);
    const { status, body: inbox } = await client.post("/v1/inboxes", { name: "Web", callbackUrl });
    expect(status).toBe(201);
    const saved = await save("inboxes.update", { inboxId: inbox.id, name: "Web", callbackUrl });
    expect(saved).toMatchObject({ status: 200, data: { callbackUrl } });
  });

  test("has a name without surrounding blanks at both edges, and none of blanks alone", async () => {
    expect(await client.post("/v1/inboxes", { name: "  Web " })).toMatchObject({ body: { name: "Web" } });
    const { data } = await save("inboxes.create", { name: "  Web ", channel: "api" });
    expect(data).toMatchObject({ name: "Web" });
    const refused = { code: "input.invalid", field: "name" };
    expect(await client.post("/v1/inboxes", { name: "  " })).toMatchObject({ body: { error: refused } });
    const byTrpc = await save("inboxes.create", { name: "  ", channel: "api" });
    expect(byTrpc).toMatchObject({ refusal: refused });
  });

  test("is of the channel that both edges open", async () => {
    const refused = { code: "input.invalid", field: "channel" };
    const byTrpc = await save("inboxes.create", { name: "Web", channel: "fax" });
    expect(byTrpc).toMatchObject({ refusal: refused });
    const byV1 = await client.post("/v1/inboxes", { name: "Web", channel: "fax" });
    expect(byV1).toMatchObject({ body: { error: refused } });
  });

  test("one character longer is refused by both edges, with the field named", async () => {
    const name = "a".repeat(NAME_CHARS_MAX + 1);
    const refused = { code: "input.invalid", field: "name" };
    expect(await client.post("/v1/inboxes", { name })).toMatchObject({ body: { error: refused } });
    const byTrpc = await save("inboxes.create", { name, channel: "api" });
    expect(byTrpc).toMatchObject({ refusal: refused });
  });
});

test.each(longest(REASON_CHARS_MAX))(
  "a reason at the limit in %s is accepted with a change of the policy by both edges",
  async (_, reason) => {
    const { inbox } = await begin(client);
    const path = `/v1/inboxes/${inbox.id}/policy`;
    expect((await client.patch(path, { botEnabled: true, reason })).status).toBe(200);
    const saved = await save("actions.changePolicy", { inboxId: inbox.id, startAsPending: true, reason });
    expect(saved.status).toBe(200);
    const { data } = (await client.get(`${path}/changes`)).body;
    expect(data.map((change: { reason: string }) => change.reason)).toEqual([reason, reason]);
  },
);

test.each(longest(CLIENT_ID_CHARS_MAX))(
  "a message with a clientId at the limit in %s is sent by both edges, and once by tRPC",
  async (_, clientId) => {
    const { conversation, path } = await begin(client);
    const byV1 = await client.post(`${path}/messages`, { content: "Hello", clientId });
    expect([byV1.status, byV1.body.clientId]).toEqual([201, clientId]);
    const input = { displayId: conversation.displayId, content: "Hello", clientId };
    const [first, again] = [await save("messages.send", input), await save("messages.send", input)];
    expect(first).toMatchObject({ status: 200, data: { message: { clientId } } });
    expect(again.data).toEqual(first.data);
  },
);

describe("what Chatwoot's API accepts", () => {
  test("of a contact's email and source id is saved by tRPC and found by /v1", async () => {
    const { inbox } = await begin(client);
    const email = `${"a".repeat(EMAIL_CHARS_MAX - 7)}@a.test`;
    const sourceId = "s".repeat(SOURCE_ID_CHARS_MAX);
    const made = await chatwoot("/contacts", { name: "Li", email, inbox_id: inbox.id, source_id: sourceId });
    const contactId = made.payload.contact.id;
    const saved = await save("contacts.update", { contactId, name: "Li", email, phone: null });
    expect(saved).toMatchObject({ status: 200, data: { contact: { email } } });
    const incoming = { from: { sourceId }, content: "Hello" };
    const received = await client.post(`/v1/inboxes/${inbox.id}/messages`, incoming);
    expect(received).toMatchObject({ status: 201, body: { conversation: { contactId } } });
  });

  test("of a label is saved by tRPC, by /v1 and by FreeScout's API", async () => {
    const { conversation, path } = await begin(client);
    const { displayId } = conversation;
    const label = "l".repeat(LABEL_CHARS_MAX);
    await chatwoot(`/conversations/${displayId}/labels`, { labels: [label] });
    const saved = await save("conversations.setLabels", { displayId, labels: [label, "vip"] });
    expect(saved).toMatchObject({ status: 200, data: { row: { conversation: { labels: [label, "vip"] } } } });
    const byV1 = await client.post(`${path}/labels`, { labels: [label] });
    expect(byV1).toMatchObject({ status: 200, body: { labels: [label] } });
    const view = { name: "Long", isShared: true, filter: { label } };
    expect(await save("views.create", view)).toMatchObject({ status: 200, data: { filter: { label } } });
    const headers = { "x-freescout-api-key": token, "content-type": "application/json" };
    const url = `${api.url}/api/conversations/${conversation.id}/tags`;
    const put = await fetch(url, { method: "PUT", headers, body: JSON.stringify({ tags: [label] }) });
    expect(put.status).toBe(204);
  });
});

test("an attribute that /v1 set under any name is removed by both edges", async () => {
  const { conversation, path } = await begin(client);
  const names = ["n".repeat(5_000), "m".repeat(5_000)];
  const set = Object.fromEntries(names.map((name) => [name, 1]));
  expect((await client.post(`${path}/attributes`, { set })).status).toBe(200);
  expect((await client.post(`${path}/attributes`, { remove: names.slice(0, 1) })).status).toBe(200);
  const removed = await save("conversations.setAttributes", {
    displayId: conversation.displayId,
    remove: names.slice(1),
  });
  expect(removed).toMatchObject({ status: 200, data: { row: { conversation: { customAttributes: {} } } } });
});
