import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import {
  type Api,
  begin,
  type Client,
  clientOf,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";

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
    expect({ status, body }).toMatchObject({ status: 401, body: { error: { code: "auth.invalid_token" } } });
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
