import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { provideAddressPolicy } from "@/server/lib/outbound/target";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { openReceiver, type Receiver, withStatus } from "@/test/support/clients/receiver";

let api: Api;
let client: Client;
let inboxId: number;
let receiver: Receiver;
beforeAll(async () => {
  api = await openApi(createApp);
});
beforeEach(async () => {
  provideAddressPolicy(["127.0.0.1/32"]);
  ({ client } = await createTokenTenant(api));
  inboxId = (await begin(client)).inbox.id;
  receiver = await openReceiver();
  await client.patch(`/v1/inboxes/${inboxId}`, { callbackUrl: receiver.url });
});
afterEach(async () => {
  provideAddressPolicy([]);
  await receiver.close();
});
afterAll(() => api.close());

const testCallback = () => client.post(`/v1/inboxes/${inboxId}/test-callback`);

test("the inbox's program gets one signed ping, and what it answers is shown", async () => {
  receiver.answer = withStatus(200);
  const { status, body } = await testCallback();
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      finding: "accepted",
      text: expect.stringContaining("success"),
      status: 200,
      durationMs: expect.any(Number),
      address: "127.0.0.1",
      detail: null,
      excerpt: "what the receiver says",
    },
  });
  expect(receiver.taken).toHaveLength(1);
  const [taken] = receiver.taken;
  expect(taken?.json).toMatchObject({ type: "ping", inbox: { id: inboxId } });
  const { secret } = (await client.get(`/v1/inboxes/${inboxId}/callback-secret`)).body;
  const signed = Object.entries(taken?.headers ?? {}).filter(([name]) => name.startsWith("webhook-"));
  expect(new Webhook(secret).verify(taken?.body ?? "", Object.fromEntries(signed) as never)).toEqual(
    taken?.json,
  );
});

test("in Chatwoot's format the ping is no message: it has no conversation", async () => {
  await client.patch(`/v1/inboxes/${inboxId}`, { callbackFormat: "chatwoot" });
  expect((await testCallback()).body).toMatchObject({ finding: "accepted", status: 204, excerpt: "" });
  const [taken] = receiver.taken;
  expect(taken?.json).toEqual({
    event: "ping",
    account: { id: expect.any(Number) },
    inbox: { id: inboxId, name: "WhatsApp" },
  });
  expect(taken?.headers["x-chatwoot-signature"]).toMatch(/^sha256=[0-9a-f]{64}$/);
});

test.each([
  [302, "redirects"],
  [401, "unauthorized"],
  [404, "not_found"],
  [503, "server_error"],
])("an answer %i is a finding, and the test is not repeated", async (status, finding) => {
  receiver.answer = withStatus(status, status === 302 ? { location: "/elsewhere" } : {});
  expect((await testCallback()).body).toMatchObject({ finding, status });
  expect(receiver.taken).toHaveLength(1);
});

test("a fault is a finding in words: nothing listens, a name without address, no TLS, a private address", async () => {
  const findingAt = async (callbackUrl: string) => {
    await client.patch(`/v1/inboxes/${inboxId}`, { callbackUrl });
    const { body } = await testCallback();
    expect(body).toMatchObject({ status: null, excerpt: null, detail: expect.any(String) });
    return body.finding;
  };
  const free = await freePort();
  expect(await findingAt(`http://127.0.0.1:${free}/hook`)).toBe("connection_refused");
  expect(await findingAt("https://nobody.invalid/hook")).toBe("unresolvable");
  expect(await findingAt(receiver.url.replace("http:", "https:"))).toBe("tls");
  expect(await findingAt("http://10.1.2.3/hook")).toBe("refused_address");
  expect(receiver.taken).toHaveLength(0);
});

test("a broken connection is a finding, and the test is not repeated", async () => {
  receiver.answer = ({ answer }) => answer.destroy();
  expect((await testCallback()).body).toMatchObject({ finding: "connection_reset", status: null });
  expect(receiver.taken).toHaveLength(1);
});

test("the sixth test of an inbox in a row is refused, with the time to wait", async () => {
  for (let n = 0; n < 5; n++) expect((await testCallback()).status).toBe(200);
  const sixth = await testCallback();
  expect(sixth).toMatchObject({ status: 429, body: { error: { code: "request.rate_limited" } } });
  expect(Number(sixth.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(receiver.taken).toHaveLength(5);
});

test("a repetition under the same Idempotency-Key does not call again", async () => {
  const post = () =>
    client.post(`/v1/inboxes/${inboxId}/test-callback`, undefined, { "idempotency-key": "one" });
  const [first, second] = [await post(), await post()];
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(receiver.taken).toHaveLength(1);
});

test("without a callback there is nothing to test", async () => {
  await client.patch(`/v1/inboxes/${inboxId}`, { callbackUrl: null });
  expect(await testCallback()).toMatchObject({ status: 409, body: { error: { code: "inbox.no_callback" } } });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
