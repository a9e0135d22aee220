import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { ROUTES } from "@/server/http/v1/routes";
import { openPosts, type Posts } from "@/test/guarantees/routes/posts";
import {
  type Api,
  begin,
  type Client,
  clientOf,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";
import { drawnCases } from "@/test/support/scenes/property";

describe("callers", () => {
  let api: Api;
  let admin: Caller;
  let token: string;
  let path: string;
  let inboxId: number;
  beforeAll(async () => {
    api = await openApi(createApp);
    const tenant = await createTokenTenant(api);
    ({ admin, token } = tenant);
    const begun = await begin(tenant.client);
    path = begun.path;
    inboxId = begun.inbox.id;
  });
  afterAll(() => api.close());

  const errorOf = async (response: Response) => ({ status: response.status, ...(await response.json()) });

  describe("401", () => {
    test("no token: auth.required, with the scheme to use", async () => {
      const response = await fetch(`${api.url}/v1/me`);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await errorOf(response)).toMatchObject({ status: 401, error: { code: "auth.required" } });
    });

    test("a session's cookie is not accepted as a token", async () => {
      const response = await fetch(`${api.url}/v1/me`, { headers: { cookie: "next-auth.session-token=x" } });
      expect(await errorOf(response)).toMatchObject({ status: 401, error: { code: "auth.required" } });
    });

    test("an unknown token: auth.invalid_token", async () => {
      const { status, body } = await clientOf(api, "not-a-token").get("/v1/me");
      expect({ status, body }).toMatchObject({
        status: 401,
        body: { error: { code: "auth.invalid_token" } },
      });
    });

    test("a token is refused from the moment it is revoked", async () => {
      const { result } = await api.world.run(createToken, admin, {
        name: "Old",
        secret: "a-secret-to-be-revoked",
      });
      const old = clientOf(api, "a-secret-to-be-revoked");
      expect((await old.get("/v1/me")).status).toBe(200);
      await api.world.run(revokeToken, admin, { tokenId: result.id });
      expect((await old.get("/v1/me")).status).toBe(401);
    });

    test.each(["api_access_token", "api-access-token"])("the header %s works like Bearer", async (name) => {
      const response = await fetch(`${api.url}/v1/me`, { headers: { [name]: token } });
      expect(response.status).toBe(200);
    });
  });

  describe("agents", () => {
    let agent: Client;
    beforeAll(async () => {
      const input = {
        name: "Ben",
        email: "ben@example.test",
        role: "agent" as const,
        passwordHash: "unusable",
      };
      const { result: ben } = await api.world.run(createMember, admin, { ...input, inboxIds: [] });
      const caller: Caller = { ...admin, role: "agent", userId: ben.id, inboxIds: [] };
      await api.world.run(createToken, caller, { name: "Ben's", secret: "the-token-of-ben" });
      agent = clientOf(api, "the-token-of-ben");
    });

    test("403 auth.forbidden: only an administrator may change settings", async () => {
      expect(await agent.post("/v1/inboxes", { name: "Mine" })).toMatchObject({
        status: 403,
        body: { error: { code: "auth.forbidden" } },
      });
    });

    test("404: an inbox without membership and its contents are not found", async () => {
      expect((await agent.get(`/v1/inboxes/${inboxId}`)).body.error.code).toBe("inbox.not_found");
      expect((await agent.patch(`/v1/inboxes/${inboxId}`, { name: "x" })).body.error.code).toBe(
        "inbox.not_found",
      );
      expect((await agent.get(path)).body.error.code).toBe("conversation.not_found");
      expect((await agent.get("/v1/conversations")).body.data).toEqual([]);
    });
  });
});

describe("idempotency", () => {
  let api: Api;
  let client: Client;
  let accountId: number;
  let path: string;
  let requests: Posts["requests"];
  beforeAll(async () => {
    api = await openApi(createApp);
    api.services = createServices({ ...api.services, mailsLinks: true });
    ({ client, accountId } = await createTokenTenant(api));
    ({ requests } = await openPosts(api, { client, accountId }));
    ({ path } = await begin(client, {}, "+4917000000000")); // apart from that of the requests, which trash it
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

    test("every POST has a request", () => {
      expect(posts.filter((route) => !requests[route])).toEqual([]);
    });

    test.each(drawnCases(posts))("%s", async (route) => {
      const request = requests[route];
      if (!request) throw new Error(`give ${route} an entry in test/guarantees/routes/posts.ts`);
      const { to, body } = await request();
      const headers = { "idempotency-key": `once:${route}` };
      const first = await client.post(to, body, headers);
      expect(first.status).toBeLessThan(300);
      const events = await countEvents();
      const second = await client.post(to, body, headers);
      expect({ status: second.status, body: second.body }).toEqual({
        status: first.status,
        body: first.body,
      });
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
});
