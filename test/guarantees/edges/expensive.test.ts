import { randomBytes } from "node:crypto";
import type { AnyRouter } from "@trpc/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createToken } from "@/server/commands/credentials/tokens";
import { updateAccount } from "@/server/commands/members/account";
import { Refusal } from "@/server/contract/_shared/refusal";
import { createApp } from "@/server/http/app";
import { listTokens } from "@/server/queries/credentials/token-caller";
import { appRouter } from "@/server/trpc/router";
import {
  type Api,
  begin,
  type Client,
  clientOf,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";

describe("expensive", () => {
  let api: Api;
  let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
  let cookie: string;

  let counted: number[] = [];
  beforeAll(async () => {
    api = await openApi(createApp);
    tenant = await createTokenTenant(api);
    cookie = await cookieFor(api.world, tenant.admin);
    api.services = createServices({
      ...api.services,
      mailsLinks: true,
      countExpensive: async ({ accountId }) => {
        counted.push(accountId);
        throw new Refusal("request.rate_limited", { retryAfterS: 2.5 });
      },
    });
  });
  afterAll(() => api.close());

  /** What reads or changes much at once. */
  const ROUTES = [
    "GET /v1/search?q=a",
    "GET /v1/contacts/export",
    "GET /v1/contacts/1/export",
    "GET /v1/changes/export",
    "GET /v1/digest",
    "GET /v1/health",
    "GET /v1/queues",
    "GET /v1/health/errors/export",
    "GET /v1/inboxes/1/diagnose",
    "POST /v1/inboxes/1/test-callback",
    "POST /v1/inboxes/1/check",
    "POST /v1/inboxes/1/check-evolution",
    "POST /v1/inboxes/1/policy/preview",
    "POST /v1/conversations/1/transcript",
    "POST /v1/bulk-operations",
    "GET /v1/archives",
    "POST /v1/deletions/prepare",
    "POST /v1/contacts/import",
    "POST /v1/endpoints/1/replay",
  ];

  test.each(ROUTES)("%s counts for the account, and is refused before its work begins", async (route) => {
    const [method = "", path = ""] = route.split(" ");
    counted = [];
    const response = await fetch(api.url + path, {
      method,
      headers: { authorization: `Bearer ${tenant.token}` },
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await response.json()).error.code).toBe("request.rate_limited");
    expect(counted).toEqual([tenant.accountId]);
  });

  test("a search in Chatwoot's dialect is refused in its format", async () => {
    const path = `/api/v1/accounts/${tenant.accountId}/contacts/search?q=a`;
    const response = await fetch(api.url + path, { headers: { api_access_token: tenant.token } });
    expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
      429,
      "3",
      { error: "Retry later" },
    ]);
  });

  test("the screens' expensive procedures and the download are refused, too", async () => {
    const router: AnyRouter = appRouter;
    const expensive = Object.entries(router._def.procedures).flatMap(([name, procedure]) =>
      Object(procedure)._def.meta?.isExpensive ? [name] : [],
    );
    expect(expensive.toSorted()).toEqual([
      "bulk.start",
      "contacts.import",
      "conversations.sendTranscript",
      "deletions.archives",
      "deletions.prepare",
      "health.get",
      "inboxes.checkChannel",
      "inboxes.checkEvolution",
      "inboxes.diagnose",
      "inboxes.policyReplay",
      "inboxes.testCallback",
      "queues.get",
      "search",
      "searchResults",
      "webhooks.replay",
    ]);
    const search = await fetch(`${api.url}/api/trpc/search`, { headers: { cookie } });
    expect([search.status, search.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await search.json()).error.json.data.refusal.code).toBe("request.rate_limited");
    const download = await fetch(`${api.url}/api/contacts.csv`, { headers: { cookie } });
    expect([download.status, download.headers.get("retry-after")]).toEqual([429, "3"]);
  });
});

describe("token expiry", () => {
  const MINUTE_MS = 60_000;
  let api: Api;
  let owner: Awaited<ReturnType<typeof createTokenTenant>>;
  let path: string;
  /** The clock of the edges. */
  let at: Date;
  beforeAll(async () => {
    api = await openApi(createApp);
    api.services = { ...api.services, now: () => at };
    at = new Date();
    owner = await createTokenTenant(api);
    ({ path } = await begin(owner.client));
  });
  beforeEach(() => {
    at = new Date();
  });
  afterAll(() => api.close());

  /** A token that expires in ten minutes. */
  async function shortLived(): Promise<{ secret: string; client: Client; tokenId: number }> {
    const secret = randomBytes(32).toString("base64url");
    const expiresAt = new Date(api.world.clock.now.getTime() + 10 * MINUTE_MS).toISOString();
    const { result } = await api.world.run(createToken, owner.admin, { name: "Guest", secret, expiresAt });
    return { secret, client: clientOf(api, secret), tokenId: result.id };
  }

  const expire = () => {
    at = new Date(at.getTime() + 11 * MINUTE_MS);
  };

  describe("an expired token", () => {
    test("is refused by every edge with a code of its own", async () => {
      const { secret, client } = await shortLived();
      expect((await client.get("/v1/me")).status).toBe(200);
      expire();
      expect(await client.get("/v1/me")).toMatchObject({
        status: 401,
        body: { error: { code: "auth.token_expired" } },
      });
      const direct = await client.post(`${path}/messages`, { content: "late" });
      expect([direct.status, direct.body.error.code]).toEqual([401, "auth.token_expired"]);
      const chatwoot = await fetch(`${api.url}/api/v1/profile`, { headers: { api_access_token: secret } });
      expect([chatwoot.status, await chatwoot.json()]).toEqual([
        401,
        { error: "The access token has expired" },
      ]);
      const freescout = await fetch(`${api.url}/api/mailboxes`, {
        headers: { "x-freescout-api-key": secret },
      });
      expect([freescout.status, (await freescout.json()).message]).toEqual([
        401,
        expect.stringContaining("has expired"),
      ]);
    });

    test("ends its stream and its long poll", async () => {
      const { secret, client } = await shortLived();
      const { nextCursor } = (await client.get("/v1/events?limit=1000")).body;
      const waiting = client.get(`/v1/events?after=${nextCursor}&wait=30&types=team.deleted`);
      const stream = await fetch(`${api.url}/v1/events?after=${nextCursor}&types=team.deleted`, {
        headers: { authorization: `Bearer ${secret}`, accept: "text/event-stream" },
      });
      const reader = stream.body?.getReader();
      await reader?.read(); // it is open
      expire();
      while (!(await reader?.read())?.done);
      expect(await waiting).toMatchObject({ status: 401, body: { error: { code: "auth.token_expired" } } });
    }, 30_000);
  });

  test("the last use of a token is stored with its address, at most once a minute", async () => {
    const { client, tokenId } = await shortLived();
    const use = async () => {
      const tokens = await listTokens(api.world.database, owner.admin);
      return tokens.find(({ id }) => id === tokenId);
    };
    expect(await use()).toMatchObject({ lastUsedAt: null, lastUsedAddress: null });
    const first = at.toISOString();
    await client.get("/v1/me");
    await expect.poll(use).toMatchObject({ lastUsedAt: first, lastUsedAddress: "127.0.0.1" });
    at = new Date(at.getTime() + 59_000);
    await client.get("/v1/me");
    at = new Date(at.getTime() + 1_000);
    await client.get("/v1/me");
    await expect.poll(use).toMatchObject({ lastUsedAt: at.toISOString() });
    const [row] = await api.world.database.query<{ version: number }>(
      "select version from api_token where id = $1",
      [tokenId],
    );
    expect(row).toEqual({ version: 1 }); // no change of the token, so no event
  });

  describe("API keys in URLs", () => {
    const inUrl = async () => {
      const response = await fetch(`${api.url}/api/mailboxes?api_key=${owner.token}`);
      return { status: response.status, message: (await response.json()).message };
    };

    test("are accepted until the account refuses them, with the name of the setting", async () => {
      expect((await inUrl()).status).toBe(200);
      await api.world.run(updateAccount, owner.admin, { acceptsUrlKeys: false });
      expect(await inUrl()).toEqual({
        status: 401,
        message: expect.stringContaining("Accept API keys in URLs"),
      });
    });
  });
});
