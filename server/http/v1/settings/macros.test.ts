import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import {
  type Api,
  begin,
  type Client,
  clientOf,
  createTokenTenant,
  openApi,
} from "@/test/support/clients/api";
import { addMember } from "@/test/support/clients/screens";
import { secretOf } from "@/test/support/scenes/limited-token";

let api: Api;
let client: Client;
let colleague: Client;
let path: string;
let contactId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  ({ client } = tenant);
  const agent = await addMember(api.world, tenant, { role: "agent", inboxIds: [] });
  colleague = clientOf(api, await secretOf(api, agent, { role: "agent" }));
  const scene = await begin(client);
  path = scene.path;
  contactId = scene.contact.id;
});
afterAll(() => api.close());

const make = async (name: string, more: object): Promise<number> =>
  (await client.post("/v1/macros", { name, ...more })).body.id;

test("a note that values make longer than any message is refused", async () => {
  await client.patch(`/v1/contacts/${contactId}`, { name: "N".repeat(255) });
  const macroId = await make("Long", {
    actions: [{ type: "note", content: "{{contact.name}}".repeat(1_000) }],
  });
  const { status, body } = await client.post(`${path}/macro`, { macroId });
  expect([status, body.error]).toMatchObject([422, { code: "message.too_long", field: "actions.0" }]);
});

test("a customer whose name looks like a variable gets a macro's reply", async () => {
  await client.patch(`/v1/contacts/${contactId}`, { name: "{{contact.email}}" });
  const macroId = await make("Greet", { actions: [{ type: "reply", content: "Hi {{contact.name}}!" }] });
  expect((await client.post(`${path}/macro`, { macroId })).status).toBe(200);
  const { data } = (await client.get(`${path}/messages`)).body;
  expect(data.at(-1).content).toBe("Hi {{contact.email}}!");
  const without = await make("Mail", { actions: [{ type: "reply", content: "To {{contact.email}}" }] });
  const refused = await client.post(`${path}/macro`, { macroId: without });
  expect(refused.body.error).toMatchObject({ code: "macro.value_missing", detail: "{{contact.email}}" });
});

test("a bulk operation does not show others what a member's own macro does", async () => {
  const actions = [{ type: "note", content: "For my eyes only" }];
  const macroId = await make("Own", { isOwn: true, actions });
  const target = { displayIds: [Number(path.split("/").at(-1))] };
  const { body } = await client.post("/v1/bulk-operations", { action: "macro", params: { macroId }, target });
  expect(body.params).toEqual({ macroId, macro: { id: macroId, name: "Own" } });
  await api.stamped();
  for (const place of [`bulk-operations/${body.id}`, "bulk-operations", "events?types=bulk.started"]) {
    const shown = JSON.stringify((await colleague.get(`/v1/${place}`)).body);
    expect(shown).toContain('"macroId"');
    expect(shown).not.toContain("my eyes");
  }
});
