import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createApp } from "@/server/http/app";
import { requestLog } from "@/server/lib/process/log";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let token: string;
let inboxId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  token = tenant.token;
  const inbox = await tenant.client.post("/v1/inboxes", { name: "Shop", channel: "api" });
  inboxId = inbox.body.id;
  await tenant.client.post(`/v1/inboxes/${inboxId}/messages`, {
    from: { sourceId: "ann", name: "Ann" },
    content: "你好",
  });
});
afterAll(() => api.close());

type Answer = { status: number | undefined; headers: Record<string, unknown>; body: unknown };

/** A body in chunks, without its length, is answered by the app. */
async function post(target: string, body: object, way: "direct" | "app", own = {}): Promise<Answer> {
  const text = JSON.stringify(body);
  const length = way === "direct" ? { "content-length": Buffer.byteLength(text) } : {};
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "x-request-id": "same",
    ...length,
    ...own,
  };
  const sent = request(api.url + target, { method: "POST", headers });
  sent.write(text);
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const { date: _, "content-length": __, "transfer-encoding": ___, ...rest } = answer.headers;
  return { status: answer.statusCode, headers: rest, body: await json(answer) };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Ids, numbers and times differ between two messages. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
  if (typeof value === "number") return 0;
  return typeof value === "string" ? value.replace(UUID, "").replaceAll(/\d+/g, "0") : value;
};

const MESSAGES = "/v1/conversations/1/messages";

test.each([
  [201, MESSAGES, { content: "Soon" }],
  [201, MESSAGES, { content: "And?", direction: "in" }],
  [201, MESSAGES, { content: "Look into it", private: true }],
  [200, "/v1/conversations/1/status", { signal: "resolve" }],
  [200, "/v1/conversations/1/priority", { priority: "high" }],
  [404, "/v1/conversations/999/messages", { content: "Soon" }],
  [404, "/v1/conversations/none/status", { signal: "resolve" }],
  [409, "/v1/conversations/1/status", { signal: "wake" }],
  [422, MESSAGES, { content: "" }],
  [422, MESSAGES, { content: "a\0b" }],
  [422, MESSAGES, { content: "Soon", holdMs: "long" }],
  [422, MESSAGES, { content: "Soon", fileIds: Array.from({ length: 100 }, (_, i) => i + 1) }],
] as const)(
  "%i: POST %s %j has the same answer in front of the app and in it",
  async (status, target, body) => {
    const direct = await post(target, body, "direct");
    expect(direct.status).toBe(status);
    expect(shapeOf(direct)).toEqual(shapeOf(await post(target, body, "app")));
  },
);

test("a new customer's message has the same answer in front of the app and in it", async () => {
  const write = (sourceId: string, way: "direct" | "app") =>
    post(`/v1/inboxes/${inboxId}/messages`, { from: { sourceId, name: "Bo" }, content: "Hi" }, way);
  const direct = await write("new-1", "direct");
  expect(direct.status).toBe(201);
  expect(shapeOf(direct)).toEqual(shapeOf(await write("new-2", "app")));
});

test("a change without a valid token is refused with the same headers in front of the app and in it", async () => {
  for (const authorization of ["", "Bearer unknown"]) {
    const direct = await post(MESSAGES, { content: "Soon" }, "direct", { authorization });
    expect(direct).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(direct).toEqual(await post(MESSAGES, { content: "Soon" }, "app", { authorization }));
  }
});

test("a change with `Prefer: confirm` is confirmed", async () => {
  const answer = await post("/v1/conversations/1/status", { signal: "reopen" }, "direct", {
    prefer: "confirm",
  });
  expect(answer.headers).toMatchObject({ "preference-applied": "confirm" });
});

test("a refused change is logged with its caller", async () => {
  const info = vi.spyOn(requestLog, "info");
  onTestFinished(() => info.mockRestore());
  await post("/v1/conversations/1/status", { signal: "wake" }, "direct");
  await post("/v1/conversations/1/status", { signal: "wake" }, "app");
  const callers = info.mock.calls.map(([line]) => {
    const { accountId, tokenId, status } = line as Record<string, unknown>;
    return { accountId, tokenId, status };
  });
  expect(callers[0]).toMatchObject({ status: 409, tokenId: expect.any(Number) });
  expect(callers[0]).toEqual(callers[1]);
});
