import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { type Api, clientOf, openApi } from "@/test/support/clients/api";
import { wireClient } from "@/test/support/clients/chatwoot";
import { wireClient as freescoutClient } from "@/test/support/clients/freescout";
import { idsOf, type LimitedTokenScene, ok, openLimitedToken } from "@/test/support/scenes/limited-token";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** Chatwoot's lists, by path and body, as a token sees them: the ids, and the count where there is one. */
async function chatwootLists({ accountId }: LimitedTokenScene, token: string) {
  const client = wireClient(api, { accountId, token });
  const phoneIs = (value: string) => ({
    payload: [{ attribute_key: "phone_number", filter_operator: "equal_to", values: [value] }],
  });
  const contains = { payload: [{ attribute_key: "name", filter_operator: "contains", values: ["Theirs"] }] };
  const answers = await Promise.all([
    ok(client.get("/contacts")),
    ok(client.get("/contacts?sort=name")),
    ok(client.get("/contacts?labels[]=theirs")),
    ok(client.get("/contacts/search?q=Theo")),
    ok(client.post("/contacts/filter", { json: phoneIs("+4917000000002") })),
    ok(client.post("/contacts/filter", { json: contains })),
  ]);
  return answers.map(({ payload, meta }) => [payload.map(({ id }: { id: number }) => id), meta.count]);
}

test("Chatwoot's contacts of a token are those of its inboxes", async () => {
  const scene = await openLimitedToken(api);
  const { mine, theirs, secret, accountId, inboxId } = scene;
  const none = [[], 0];
  expect(await chatwootLists(scene, secret)).toEqual([[[mine], 1], [[mine], 1], none, none, none, none]);
  const client = wireClient(api, { accountId, token: secret });
  const own = await client.get(`/contacts/${mine}`);
  expect(own.body.payload.id).toBe(mine);
  const unknown = await client.get("/contacts/999999999");
  for (const answer of [
    client.get(`/contacts/${theirs}`),
    client.put(`/contacts/${theirs}`, { json: { name: "Changed" } }),
    client.get(`/contacts/${theirs}/conversations`),
    client.get(`/contacts/${theirs}/contactable_inboxes`),
    client.post(`/contacts/${theirs}/contact_inboxes`, { json: { inbox_id: inboxId } }),
    client.post("/conversations", { json: { inbox_id: inboxId, contact_id: theirs } }),
    client.post("/actions/contact_merge", { json: { base_contact_id: mine, mergee_contact_id: theirs } }),
  ])
    expect(await answer).toEqual(unknown);
});

test("FreeScout's customers of a token are those of its inboxes", async () => {
  const { mine, theirs, secret, inboxId } = await openLimitedToken(api);
  const client = freescoutClient(api, secret);
  const lists = [
    ["", [mine]],
    ["?sortField=firstName", [mine]],
    ["?updatedSince=2020-01-01T00:00:00Z", [mine]],
    ["?firstName=Theo", []],
    ["?email=theo@theirs.example", []],
    ["?phone=4917000000002", []],
    ["?phone=17000000002", []],
  ] as const;
  for (const [query, expected] of lists) {
    const { _embedded, page } = await ok(client.get(`/customers${query}`));
    const ids = _embedded.customers.map(({ id }: { id: number }) => id);
    expect([query, ids, page.totalElements]).toEqual([query, expected, expected.length]);
  }
  const unknown = await client.get("/customers/999999999");
  expect((await client.get(`/customers/${theirs}`)).body).toEqual(unknown.body);
  expect((await client.put(`/customers/${theirs}`, { firstName: "Changed" })).status).toBe(404);
  const begin = (customer: object) =>
    client.post("/conversations", {
      type: "email",
      mailboxId: inboxId,
      subject: "Hello",
      customer,
      threads: [{ type: "customer", text: "Hello" }],
    });
  expect((await begin({ id: theirs })).status).toBe(404);
  const taken = await begin({ email: "theo@theirs.example" });
  expect(taken.status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(taken.body)).not.toContain("Theo");
});

test("a token for some inboxes with contacts:all, a member, and their token for all their inboxes reach every contact", async () => {
  const scene = await openLimitedToken(api);
  const { admin, theirs, inboxId, companyId, tokenWith } = scene;
  const fields = { name: "Bo", email: `bo-${inboxId}@example.test`, role: "agent" as const };
  const { result } = await api.world.run(createMember, admin, {
    ...fields,
    inboxIds: [inboxId],
    passwordHash: "unusable",
  });
  const actor = { type: "user" as const, id: result.id, name: "Bo" };
  const member: Caller = { ...admin, role: "agent", actor, inboxIds: [inboxId], userId: result.id };
  const rights = { role: "agent" as const, inboxIds: [inboxId], scopes: ["contacts:all" as const] };
  for (const token of [await tokenWith(rights), await tokenWith({ role: "agent" }, member)]) {
    const client = clientOf(api, token);
    expect((await ok(client.get(`/v1/contacts/${theirs}`))).name).toBe("Theo Theirs");
    expect(await idsOf(client, "/v1/contacts")).toContain(theirs);
    expect(await idsOf(client, "/v1/companies")).toEqual([companyId]);
    const [[ids]] = (await chatwootLists(scene, token)) as [[number[]]];
    expect(ids).toContain(theirs);
  }
});

test("an agent bot begins conversations with contacts of its inboxes only", async () => {
  const { accountId, client, inboxId, mine, theirs, ...s } = await openLimitedToken(api);
  const admin = wireClient(api, { accountId, token: await s.tokenWith({}) });
  const bot = await ok(
    admin.post("/agent_bots", { json: { name: "Lia", outgoing_url: "https://bots.example.com/lia" } }),
  );
  await ok(admin.post(`/inboxes/${inboxId}/set_agent_bot`, { json: { agent_bot: bot.id } }));
  const asBot = wireClient(api, { accountId, token: bot.access_token });
  const begin = (contact_id: number) =>
    asBot.post("/conversations", { json: { inbox_id: inboxId, contact_id } });
  expect((await begin(mine)).status).toBe(200);
  expect(await begin(theirs)).toEqual(await begin(999_999_999));
});
