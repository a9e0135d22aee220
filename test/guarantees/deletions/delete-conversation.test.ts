import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import type { TokenScope } from "@/server/contract/credentials/token";
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
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
let client: Client;
beforeAll(async () => {
  api = await openApi(createApp);
  tenant = await createTokenTenant(api);
  ({ client } = tenant);
});
afterAll(() => api.close());

const tokenWith = async (...scopes: TokenScope[]): Promise<string> => {
  const secret = randomBytes(32).toString("base64url");
  await api.world.run(createToken, tenant.admin, { name: "Another", secret, scopes });
  return secret;
};
const clientWith = async (...scopes: TokenScope[]): Promise<Client> =>
  clientOf(api, await tokenWith(...scopes));

let phones = 0;
const newConversation = () => begin(client, {}, `+49170${++phones}000000`);

const typesOf = async (operationId: string): Promise<string[]> => {
  await api.stamped();
  const { data } = (await client.get("/v1/events?limit=1000")).body;
  return data
    .filter((e: { operationId: string }) => e.operationId === operationId)
    .map((e: { type: string }) => e.type);
};

test("DELETE trashes and purges in one operation, with both events and its confirmation", async () => {
  const { path, conversation } = await newConversation();
  const { status, body } = await client.delete(path);
  expect({ status, state: body.state, purged: body.purged }).toEqual({
    status: 200,
    state: "succeeded",
    purged: 1,
  });
  expect(await typesOf(body.operationId)).toEqual([
    "conversation.trashed",
    "conversation.purged",
    "operation.succeeded",
  ]);
  expect((await client.get(path)).status).toBe(404);
  const gone = (await client.get("/v1/deletions")).body.data;
  expect(gone).toContainEqual(
    expect.objectContaining({ id: conversation.id, operationId: body.operationId }),
  );
});

test("a second DELETE, also a concurrent one, is not found and makes no event", async () => {
  const { path, conversation } = await newConversation();
  const answers = await Promise.all([client.delete(path), client.delete(path), client.delete(path)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  expect(await client.delete(path)).toMatchObject({
    status: 404,
    body: { error: { code: "conversation.not_found" } },
  });
  await api.stamped();
  const { data } = (await client.get(`/v1/events?conversationId=${conversation.id}&limit=1000`)).body;
  const types = data.map((e: { type: string }) => e.type);
  expect(types.filter((type: string) => type === "conversation.purged")).toHaveLength(1);
});

test("a trashed conversation is deleted with one event less", async () => {
  const { path } = await newConversation();
  await client.post(`${path}/trash`);
  const { body } = await client.delete(path);
  expect(await typesOf(body.operationId)).toEqual(["conversation.purged", "operation.succeeded"]);
});

test("a confirmed deletion answers with the address of its progress", async () => {
  const { path, conversation } = await newConversation();
  await client.post(`${path}/trash`);
  const { token } = (await client.post("/v1/deletions/prepare", { ids: [conversation.id] })).body;
  const { status, body, headers } = await client.post("/v1/deletions/confirm", { token });
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/v1/deletions/${body.operationId}`);
  expect((await client.get(headers.get("location") ?? "")).body).toMatchObject({ id: body.id });
});

test("Chatwoot's DELETE without the scope is refused with a sentence", async () => {
  const { conversation } = await newConversation();
  const url = `${api.url}/api/v1/accounts/${tenant.accountId}/conversations/${conversation.displayId}`;
  const answer = await fetch(url, { method: "DELETE", headers: { api_access_token: await tokenWith() } });
  expect([answer.status, await answer.json()]).toEqual([
    403,
    { error: "The token needs the scope conversations:purge" },
  ]);
});

test("a token without the scope deletes nothing permanently, neither by DELETE nor with another's confirmation token", async () => {
  const { path, conversation } = await newConversation();
  const plain = await clientWith();
  const message = expect.stringContaining("Settings → API tokens");
  const error = { code: "auth.scope_missing", detail: "conversations:purge", message };
  const missing = { status: 403, body: { error } };
  expect(await plain.delete(path)).toMatchObject(missing);
  await plain.post(`${path}/trash`);
  const { token } = (await plain.post("/v1/deletions/prepare", { ids: [conversation.id] })).body;
  expect(await plain.post("/v1/deletions/confirm", { token })).toMatchObject(missing);
  expect((await client.get(path)).body.lifecycle).toBe("trashed");

  const other = await clientWith("conversations:purge");
  expect((await other.delete(path)).status).toBe(200);
});
