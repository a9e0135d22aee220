import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { updateAccount } from "@/server/commands/members/account";
import { createApp } from "@/server/http/app";
import { listTokens } from "@/server/queries/credentials/token-caller";
import {
  type Api,
  begin,
  type Client,
  clientOf,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";

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
    const freescout = await fetch(`${api.url}/api/mailboxes`, { headers: { "x-freescout-api-key": secret } });
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
