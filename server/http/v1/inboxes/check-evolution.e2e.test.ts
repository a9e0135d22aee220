import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { provideAddressPolicy } from "@/server/lib/outbound/target";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

/** What Evolution 2.3.7 answers to `GET /chatwoot/find/{instance}`. */
const found = {
  enabled: true,
  accountId: "1",
  token: "the token of its Tickline user",
  url: "http://tickline:3000",
  nameInbox: "WhatsApp",
  signMsg: true,
  signDelimiter: "\n",
  reopenConversation: true,
  conversationPending: false,
  mergeBrazilContacts: false,
  importContacts: true,
  ignoreJids: Array.from({ length: 300 }, (_, n) => `${5511900000000 + n}@s.whatsapp.net`),
  webhook_url: "http://evolution:8080/chatwoot/webhook/my%20shop",
};

let api: Api;
let client: Client;
let accountId: number;
let inboxId: number;
let evolution: Awaited<ReturnType<typeof openEvolution>>;
beforeAll(async () => {
  provideAddressPolicy(["127.0.0.1/32"]);
  api = await openApi(createApp);
  evolution = await openEvolution();
});
beforeEach(async () => {
  ({ client, accountId } = await createTokenTenant(api));
  inboxId = (await begin(client)).inbox.id;
  evolution.requests.length = 0;
  evolution.settings = { ...found, accountId: String(accountId) };
  await client.patch(`/v1/inboxes/${inboxId}`, {
    callbackUrl: "http://10.0.0.5:8080/chatwoot/webhook/my%20shop",
    callbackFormat: "chatwoot",
  });
});
afterAll(async () => {
  provideAddressPolicy([]);
  await api.close();
  await evolution.close();
});

const check = (more: object = {}) =>
  client.post(`/v1/inboxes/${inboxId}/check-evolution`, {
    url: `${evolution.url}/`,
    instance: "my shop",
    apiKey: "secret",
    ...more,
  });

test("an instance that fits is read with its key, and has no findings; its token is not shown", async () => {
  const { status, body } = await check();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    call: { finding: "accepted", status: 200 },
    settings: { enabled: true, nameInbox: "WhatsApp", reopenConversation: true, conversationPending: false },
    findings: [],
  });
  expect(JSON.stringify(body)).not.toContain(found.token);
  expect(evolution.requests).toEqual([{ method: "GET", url: "/chatwoot/find/my%20shop", apikey: "secret" }]);
});

test("conversationPending and reopenConversation are reported, with what to change", async () => {
  Object.assign(evolution.settings, { conversationPending: true, reopenConversation: false });
  const { findings } = (await check()).body;
  expect(findings).toEqual([
    { code: "startsPending", text: expect.stringMatching(/conversationPending is true.+Set it to false/) },
    { code: "opensNew", text: expect.stringMatching(/reopenConversation is false.+Set it to true/) },
  ]);
});

test("an instance for another inbox, or whose replies go elsewhere, is reported", async () => {
  Object.assign(evolution.settings, { accountId: "999", nameInbox: "Other" });
  await client.patch(`/v1/inboxes/${inboxId}`, { callbackUrl: null });
  const codes = (await check()).body.findings.map((one: { code: string }) => one.code);
  expect(codes).toEqual(["otherAccount", "otherInbox", "repliesElsewhere"]);
});

test("a disabled integration is the only finding", async () => {
  evolution.settings = { enabled: false, accountId: "", token: "", nameInbox: "", webhook_url: "" };
  expect((await check()).body).toMatchObject({ findings: [{ code: "disabled" }] });
});

test("a wrong key, a wrong instance and another server are told apart", async () => {
  expect((await check({ apiKey: "wrong" })).body).toMatchObject({
    call: { finding: "unauthorized", status: 401 },
    settings: null,
    findings: [],
  });
  expect((await check({ instance: "nobody" })).body).toMatchObject({ call: { finding: "not_found" } });
  evolution.settings = ["no settings"];
  expect((await check()).body).toMatchObject({ call: { finding: "accepted" }, settings: null, findings: [] });
  expect((await check({ url: "http://10.9.8.7:8080" })).body).toMatchObject({
    call: { finding: "refused_address", status: null },
    settings: null,
  });
});

test.each([
  { url: "ftp://evolution" },
  { apiKey: "two words" },
  { apiKey: "line\r\nbreak" },
  { instance: " " },
])("input that cannot be meant is refused: %j", async (more) => {
  expect(await check(more)).toMatchObject({ status: 422, body: { error: { code: "input.invalid" } } });
  expect(evolution.requests).toEqual([]);
});

/**
 * A server that answers as Evolution API does, for the instance `my shop` under the key `secret`.
 */
async function openEvolution() {
  const requests: { method: string | undefined; url: string | undefined; apikey: unknown }[] = [];
  const answerOf = ({ url, headers }: IncomingMessage): [number, unknown] => {
    if (headers["apikey"] !== "secret") return [401, { status: 401, error: "Unauthorized" }];
    if (url !== "/chatwoot/find/my%20shop") return [404, { status: 404, error: "Not Found" }];
    return [200, fake.settings];
  };
  const server = createServer((request, answer) => {
    const { method, url, headers } = request;
    requests.push({ method, url, apikey: headers["apikey"] });
    const [status, body] = answerOf(request);
    answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const fake = {
    requests,
    settings: { ...found } as object,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return fake;
}
