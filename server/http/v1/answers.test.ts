import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

// What every route of /v1 answers beside its body.

let api: Api;
let client: Client;
let token: string;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client, token } = await createTokenTenant(api));
});
afterAll(() => api.close());

test.each([
  ["PUT", "/v1/contacts/1", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ["DELETE", "/v1/contacts", "GET, POST, HEAD, OPTIONS"],
  ["GET", "/v1/receipts", "POST, OPTIONS"],
  ["POST", "/v1/openapi.json", "GET, HEAD, OPTIONS"],
  ["POST", "/v1/changes/export/", "GET, HEAD, OPTIONS"],
])("%s %s is answered 405 with the methods of the path", async (method, path, allow) => {
  const response = await fetch(api.url + path, { method, headers: { authorization: `Bearer ${token}` } });
  expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
  expect((await response.json()).error).toMatchObject({ code: "request.method_not_allowed" });
  const options = await fetch(api.url + path, { method: "OPTIONS" });
  expect([options.status, options.headers.get("allow")]).toEqual([204, allow]);
});

test("an unknown path is not found with any method", async () => {
  for (const method of ["GET", "PUT", "OPTIONS"])
    expect((await fetch(`${api.url}/v1/nothing`, { method })).status).toBe(404);
});

test("every creation names the path of what it made", async () => {
  const { conversation, path } = await begin(client);
  const locations = async (to: string, body: object) => {
    const { status, headers, body: made } = await client.post(to, body);
    expect(status, JSON.stringify(made)).toBe(201);
    return [headers.get("location"), made];
  };
  const [message, { id }] = await locations(`${path}/messages`, { content: "Hello" });
  expect(message).toBe(`/v1/messages/${id}`);
  expect((await client.get(String(message))).status).toBe(200);
  const second = { inboxId: conversation.inboxId, contactId: conversation.contactId };
  const [other, { displayId }] = await locations("/v1/conversations", second);
  expect(other).toBe(`/v1/conversations/${displayId}`);
  for (const [to, body] of [
    ["/v1/contacts", { name: "Zoë" }],
    ["/v1/inboxes", { name: "Shop" }],
    ["/v1/labels", { name: "vip" }],
    ["/v1/teams", { name: "Returns" }],
    ["/v1/views", { name: "Mine", isShared: false, filter: {} }],
    ["/v1/endpoints", { url: "https://hooks.example.com/", types: ["*"] }],
  ] as const) {
    const [location, made] = await locations(to, body);
    expect(location).toBe(`${to}/${made.id}`);
  }
});

test("an answer to a repetition is marked, the first one is not", async () => {
  const { path } = await begin(client, {}, "+4917011111111");
  const send = () => client.post(`${path}/messages`, { content: "Once" }, { "idempotency-key": "marked" });
  const [first, second] = [await send(), await send()];
  expect(second.body).toEqual(first.body);
  expect([first, second].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
  expect(second.headers.get("location")).toBe(first.headers.get("location"));
});

test("a stream for onmessage has unnamed events, each with its cursor", async () => {
  await begin(client, {}, "+4917022222222");
  await api.stamped();
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  const firstOf = async (query: string) => {
    const { body } = await fetch(`${api.url}/v1/events${query}`, { headers });
    const reader = body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    return new TextDecoder()
      .decode(value)
      .split("\n\n")[0]
      ?.split("\n")
      .map((line) => line.split(":")[0]);
  };
  expect(await firstOf("")).toEqual(["id", "event", "data"]);
  expect(await firstOf("?named=false")).toEqual(["id", "data"]);
  expect((await client.get("/v1/events?named=no")).status).toBe(422);
});

test.each([
  ["a bare list", [{ messageId: 1, signal: "read" }]],
  ["a single receipt", { messageId: 1, signal: "read" }],
])("%s of receipts is refused with what to send", async (_, body) => {
  const { status, body: answer } = await client.post("/v1/receipts", body);
  expect(status).toBe(422);
  expect(answer.error.detail).toBe('must be {"receipts": […]}, also for a single receipt');
});
