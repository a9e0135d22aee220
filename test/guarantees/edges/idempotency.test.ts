import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { openPosts, type Posts } from "@/test/guarantees/routes/posts";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let accountId: number;
let path: string;
let requests: Posts["requests"];
beforeAll(async () => {
  api = await openApi(createApp);
  api.services = createServices({ ...api.services, mailsLinks: true });
  ({ client, accountId } = await createTokenTenant(api));
  ({ path, requests } = await openPosts(api, { client, accountId }));
});
afterAll(() => api.close());

/** All events of the account. */
async function countEvents(): Promise<number> {
  await api.stamped();
  const [row] = await api.world.database.query<{ count: number }>(
    "select count(*) as count from event where account_id = $1",
    [accountId],
  );
  return row?.count ?? 0;
}

describe("every POST is executed once per key", () => {
  const posts = ROUTES.filter((e) => e.method === "post").map((e) => e.path);

  test.each(posts)("%s", async (route) => {
    const request = requests[route];
    if (!request) throw new Error(`give ${route} an entry in test/guarantees/routes/posts.ts`);
    const { to, body } = await request();
    const headers = { "idempotency-key": `once:${route}` };
    const first = await client.post(to, body, headers);
    expect(first.status).toBeLessThan(300);
    const events = await countEvents();
    const second = await client.post(to, body, headers);
    expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
    expect(await countEvents()).toBe(events);
  });
});

test("two concurrent requests under one key send one message", async () => {
  const send = () => client.post(`${path}/messages`, { content: "Race" }, { "idempotency-key": "race" });
  const answers = await Promise.all([send(), send(), send()]);
  expect(new Set(answers.map((a) => JSON.stringify([a.status, a.body]))).size).toBe(1);
  const { body } = await client.get(`${path}/messages?limit=100`);
  expect(body.data.filter((m: { content: string }) => m.content === "Race")).toHaveLength(1);
});

test("another request under the same key is refused, but not the same key of another token", async () => {
  const headers = { "idempotency-key": "mine" };
  await client.post("/v1/contacts", { name: "A" }, headers);
  const other = await client.post("/v1/contacts", { name: "B" }, headers);
  expect(other).toMatchObject({ status: 422, body: { error: { code: "idempotency.mismatch" } } });
  const elsewhere = await client.post("/v1/inboxes", { name: "A" }, headers);
  expect(elsewhere).toMatchObject({ status: 422, body: { error: { code: "idempotency.mismatch" } } });
  const stranger = await createTokenTenant(api);
  expect((await stranger.client.post("/v1/contacts", { name: "A" }, headers)).status).toBe(201);
});

test("a refusal is not stored: the request succeeds once its cause is removed", async () => {
  const headers = { "idempotency-key": "later" };
  const wake = () => client.post(`${path}/status`, { signal: "wake" }, headers);
  expect((await wake()).status).toBe(409);
  await client.post(`${path}/status`, { signal: "snooze", until: "2999-01-01T00:00:00+01:00" });
  expect(await wake()).toMatchObject({ status: 200, body: { status: "open", cause: { rule: "manual" } } });
});

test.each(["", "two words", "k".repeat(256)])("an invalid key is refused: %j", async (key) => {
  const { status, body } = await client.post("/v1/contacts", { name: "x" }, { "idempotency-key": key });
  expect({ status, field: body.error.field }).toEqual({ status: 422, field: "Idempotency-Key" });
});
