import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { waitFor } from "@/test/support/wait-for";

let api: Api;
let token: string;
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  token = tenant.token;
  const inbox = await tenant.client.post("/v1/inboxes", { name: "Shop", channel: "api" });
  const write = (body: object) => tenant.client.post(`/v1/inboxes/${inbox.body.id}/messages`, body);
  await write({ from: { sourceId: "ann", name: "Ann" }, content: "你好" });
  await write({ from: { sourceId: "bob", name: "Bob" }, content: "Hello" });
  await tenant.client.post("/v1/conversations/1/messages", { content: "And again", direction: "in" });
});
afterAll(() => api.close());

/** fetch announces no body with a GET; the app answers those that do. */
async function get(target: string, headers: Record<string, string> = {}) {
  const own = { authorization: `Bearer ${token}`, "x-request-id": "same", ...headers };
  const sent = request(api.url + target, { headers: own });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const { date: _, "content-length": __, "transfer-encoding": ___, ...rest } = answer.headers;
  return { status: answer.statusCode, headers: rest, body: await json(answer) };
}
const IN_APP = { "content-length": "0" };

test.each([
  [200, "/v1/conversations"],
  [200, "/v1/conversations?status=open&status=pending&limit=1&sort=created_at"],
  [200, "/v1/conversations/?label=a%20b+c"],
  [200, "/v1/conversations?updatedSince=2026-01-01T00:00:00Z"],
  [200, "/v1/conversations/1"],
  [200, "/v1/conversations/%31"],
  [200, "/v1/conversations/1/messages?limit=1"],
  [200, "/v1/conversations/1/messages?after=0&limit=50"],
  [422, "/v1/conversations?cursor=broken"],
  [404, "/v1/conversations/999"],
  [404, "/v1/conversations/none?x=1"],
  [404, "/v1/conversations/999/messages"],
  [422, "/v1/conversations?limit=0"],
  [422, "/v1/conversations?label=%00"],
])("%i: GET %s has the same answer in front of the app and in it", async (status, target) => {
  // Until no event is logged between the two reads: `asOf` names the last one.
  await waitFor(async () => {
    const direct = await get(target);
    expect(direct.status).toBe(status);
    expect(direct).toEqual(await get(target, IN_APP));
  });
});

test("a read without a token, or with an unknown one, has the same answer in front of the app and in it", async () => {
  for (const authorization of ["", "Bearer unknown"]) {
    const direct = await get("/v1/conversations/1", { authorization });
    expect(direct.status).toBe(401);
    expect(direct).toEqual(await get("/v1/conversations/1", { authorization, ...IN_APP }));
  }
});

test("a page of messages with files has their addresses in front of the app and in it", async () => {
  const form = new FormData();
  form.set("content", "See");
  form.append("attachments[]", new Blob(["text"], { type: "text/plain" }), "a.txt");
  const headers = { authorization: `Bearer ${token}` };
  const sent = await fetch(`${api.url}/v1/conversations/1/messages`, { method: "POST", headers, body: form });
  expect(sent.status).toBe(201);
  // Until no event of the message comes between the two reads.
  await waitFor(async () => {
    const direct = await get("/v1/conversations/1/messages");
    expect(JSON.stringify(direct.body)).toContain("signature=");
    expect(direct).toEqual(await get("/v1/conversations/1/messages", IN_APP));
  });
});
