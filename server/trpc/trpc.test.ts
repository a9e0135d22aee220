import superjson from "superjson";
import { describe, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_TOPICS, type TopicsChange } from "@/server/contract/live/topics";
import { provideTopicChanges } from "@/server/live/hub/topic-changes";
import { callTrpc, cookieFor, readAnswer, type Screens } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createScene, createTenant, type Tenant, type World } from "@/test/support/scenes/world";
import { directTopics } from "./direct-topics";
import { handleTrpc } from "./handler";
import { transformer } from "./transformer";

describe("cross site", () => {
  let world: World;
  let screens: Screens;
  let cookie: string;
  withScreens(async (opened) => {
    ({ world, screens } = opened);
    cookie = await cookieFor(world, (await createTenant(world)).admin);
  });

  async function ask(site: string | null) {
    const headers = { cookie, ...(site && { "sec-fetch-site": site }) };
    return readAnswer(await fetch(`${screens.url}/api/trpc/me.get`, { headers }));
  }

  test.each(["same-origin", null])("a query of Tickline's page is answered (%s)", async (site) => {
    expect(await ask(site)).toMatchObject({ status: 200 });
  });

  // A browser sends the session's cookie with a link of another site too.
  test.each(["cross-site", "same-site", "none"])(
    "a query by a link elsewhere is refused (%s)",
    async (site) => {
      expect(await ask(site)).toMatchObject({ status: 403, refusal: { code: "auth.foreign_origin" } });
    },
  );

  test("a query that no URL has room for comes by POST, from Tickline's page only", async () => {
    const labels = Array.from({ length: 50 }, (_, at) => `退款与换货 ${at}`);
    const body = JSON.stringify({
      json: { anyOf: Array.from({ length: 10 }, () => ({ labels })), limit: 50 },
    });
    const post = async (origin: string) => {
      const headers = { cookie, origin, "content-type": "application/json" };
      const init = { method: "POST", headers, body };
      return readAnswer(await fetch(`${screens.url}/api/trpc/conversations.list`, init));
    };
    expect(await post(screens.url)).toMatchObject({ status: 200, data: { data: [] } });
    expect(await post("https://evil.example")).toMatchObject({ status: 403 });
  });
});

describe("transformer", () => {
  let world: World;
  let screens: Screens;
  withScreens(async (opened) => {
    ({ world, screens } = opened);
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
});

describe("directTopics", () => {
  let world: World;
  let screens: Screens;
  let tenant: Tenant;
  let cookie: string;

  const changes: [Pick<Caller, "userId">["userId"], TopicsChange][] = [];
  withScreens(async (opened) => {
    ({ world, screens } = opened);
    tenant = await createTenant(world);
    cookie = await cookieFor(world, tenant.admin);
    provideTopicChanges({
      send({ userId }, change) {
        changes.push([userId, change]);
        return change.topics.conversations.length === 0;
      },
    });
  });

  const request: TopicsChange = {
    connectionId: crypto.randomUUID(),
    topics: NO_TOPICS,
    after: "",
    revision: 1,
  };

  function answerDirectly(search: string, body: unknown, headers: Record<string, string> = {}) {
    const url = `/api/trpc/topics.set${search}`;
    const right = { cookie, origin: screens.url, host: new URL(screens.url).host };
    return directTopics.answer({
      url,
      services: screens.services,
      params: directTopics.pattern.exec(url)?.groups ?? {},
      headers: { ...right, ...headers },
      body: async () => body,
    });
  }

  async function answerOfRouter(search: string, body: unknown) {
    const host = new URL(screens.url).host;
    const headers = { cookie, host, origin: screens.url, "content-type": "application/json" };
    const url = `${screens.url}/api/trpc/topics.set${search}`;
    const answer = await handleTrpc(
      new Request(url, { method: "POST", headers, body: JSON.stringify(body) }),
      screens.services,
    );
    return { status: answer.status, json: await answer.json() };
  }

  test.each([
    ["", { json: request }],
    ["?batch=1", { "0": { json: request } }],
  ])("with %j a topic request is passed on and answered as by the router", async (search, body) => {
    changes.length = 0;
    const direct = await answerDirectly(search, body);
    expect({ status: direct?.status, json: direct?.json }).toEqual(await answerOfRouter(search, body));
    expect(direct?.caller).toMatchObject({ accountId: tenant.accountId, userId: tenant.admin.userId });
    expect(changes).toEqual([
      [tenant.admin.userId, request],
      [tenant.admin.userId, request],
    ]);
  });

  test.each([
    ["from another site", { json: request }, { origin: "https://evil.example" }],
    ["without a session", { json: request }, { cookie: "" }],
    ["of a link that streams its answers", { json: request }, { "trpc-accept": "application/jsonl" }],
    ["with an invalid revision", { json: { ...request, revision: 0 } }, {}],
    ["with more than plain JSON", { json: request, meta: { values: {} } }, {}],
    [
      "too large for a message between processes",
      { json: { ...request, topics: { ...NO_TOPICS, conversations: [1] } } },
      {},
    ],
  ])("a topic request %s is left to the router", async (_, body, headers) => {
    expect(await answerDirectly("", body, headers)).toBeNull();
  });
});
