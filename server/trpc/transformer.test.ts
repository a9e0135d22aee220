import superjson from "superjson";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/create-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { transformer } from "./transformer";

let world: World;
let screens: Screens;
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

test("attributes named like parts of a prototype break no list and reach the browser", async () => {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  const customAttributes = { constructor: "Bosch", prototype: { constructor: true } };
  const { contact } = (await world.run(createContact, tenant.admin, { name: "Bosch", customAttributes }))
    .result;
  const ref = { inboxId: inbox.id, contactId: contact.id, startedBy: "other" } as const;
  await world.run(createConversation, tenant.admin, ref);
  const cookie = await cookieFor(world, tenant.admin);
  const answer = await callTrpc(screens, {
    path: "conversations.list",
    kind: "query",
    input: { status: "open" },
    cookie,
  });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('"constructor":"Bosch"');
});

test("the output equals superjson's, and is read back unchanged", () => {
  const dto = { id: 1, at: "2026-11-20T09:00:00.000Z", none: null, list: [{ a: "b" }], text: "a\u2028b" };
  for (const answer of [dto, [dto], null, undefined, 1]) {
    expect(transformer.output.serialize(answer)).toEqual(superjson.serialize(answer));
  }
  const hostile = JSON.parse('{"constructor":1,"nested":{"__proto__":{"polluted":true},"prototype":2}}');
  const read = superjson.deserialize<typeof hostile>(
    JSON.parse(JSON.stringify(transformer.output.serialize(hostile))),
  );
  expect(read).toMatchObject({ constructor: 1, nested: { prototype: 2 } });
  expect({}).not.toHaveProperty("polluted");
});
