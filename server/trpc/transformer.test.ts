import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { callTrpc, cookieFor, openScreens, readAnswer, type Screens } from "@/test/support/clients/screens";
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

describe("the input", () => {
  const read = (json: unknown, values: unknown, more: object = {}) =>
    transformer.input.deserialize(JSON.parse(JSON.stringify({ json, meta: { values, v: 1, ...more } })));

  test("is JSON with dates and undefined values", () => {
    const at = new Date("2026-11-20T09:00:00Z");
    for (const input of [{ at, none: undefined }, [{ at }], at, undefined, null, { "a.b": at }])
      expect(transformer.input.deserialize(superjson.serialize(input))).toEqual(input);
    expect(transformer.input.deserialize({ json: { a: 1 } })).toEqual({ a: 1 });
  });

  test.each<[string, () => unknown]>([
    [
      "references between values",
      () => read({ a: {}, b: null }, undefined, { referentialEqualities: { a: ["b"] } }),
    ],
    ["a set", () => read({ a: [1] }, { a: ["set"] })],
    ["a map", () => read({ a: [[1, 2]] }, { a: ["map"] })],
    ["an expression", () => read({ a: "/(a+)+$/" }, { a: ["regexp"] })],
    ["a class", () => read({ a: {} }, { a: [["class", "Error"]] })],
    ["a set below a date", () => read({ a: { b: [] } }, { a: ["Date", { b: ["set"] }] })],
    ["a place in the prototype", () => read({}, { "__proto__.x": ["Date"] })],
    [
      "too many annotations",
      () => read({}, Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [i, ["Date"]]))),
    ],
    ["no envelope", () => transformer.input.deserialize([1])],
    ["a text as envelope", () => transformer.input.deserialize("x")],
  ])("with %s is refused", (_, reading) => {
    expect(reading).toThrow("input.invalid");
  });

  test("is answered with its reason", async () => {
    const cookie = await cookieFor(world, (await createTenant(world)).admin);
    const sent = { json: { a: {}, b: null }, meta: { referentialEqualities: { a: ["b"] } } };
    const url = `${screens.url}/api/trpc/me.get?input=${encodeURIComponent(JSON.stringify(sent))}`;
    const answer = await readAnswer(await fetch(url, { headers: { cookie } }));
    expect(answer).toMatchObject({ status: 400, refusal: { code: "input.invalid" } });
  });
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
