import { afterAll, beforeAll, expect, test } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_TOPICS, type TopicsChange } from "@/server/contract/live/topics";
import { provideTopicChanges } from "@/server/live/hub/topic-changes";
import { cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { trpcDirectRoutes } from "./direct-routes";
import { handleTrpc } from "./handler";

let world: World;
let screens: Screens;
let tenant: Tenant;
let cookie: string;
const asked: [Pick<Caller, "userId">["userId"], TopicsChange][] = [];
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
  tenant = await createTenant(world);
  cookie = await cookieFor(world, tenant.admin);
  provideTopicChanges({
    send({ userId }, change) {
      asked.push([userId, change]);
      return change.topics.conversations.length === 0;
    },
  });
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

const wish: TopicsChange = { connectionId: crypto.randomUUID(), topics: NO_TOPICS, after: "", revision: 1 };

function answerDirectly(search: string, body: unknown, headers: Record<string, string> = {}) {
  const url = `/api/trpc/topics.set${search}`;
  const [route] = trpcDirectRoutes.filter(({ pattern }) => pattern.test(url));
  const right = { cookie, origin: screens.url, host: new URL(screens.url).host };
  return route?.answer({
    services: screens.services,
    params: route.pattern.exec(url)?.groups ?? {},
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
  ["", { json: wish }],
  ["?batch=1", { "0": { json: wish } }],
])("with %j a wish is passed on and answered as by the router", async (search, body) => {
  asked.length = 0;
  const direct = await answerDirectly(search, body);
  expect({ status: direct?.status, json: direct?.json }).toEqual(await answerOfRouter(search, body));
  expect(direct?.caller).toMatchObject({ accountId: tenant.accountId, userId: tenant.admin.userId });
  expect(asked).toEqual([
    [tenant.admin.userId, wish],
    [tenant.admin.userId, wish],
  ]);
});

test.each([
  ["from another site", { json: wish }, { origin: "https://evil.example" }],
  ["of nobody", { json: wish }, { cookie: "" }],
  ["of a link that streams its answers", { json: wish }, { "trpc-accept": "application/jsonl" }],
  ["that is none", { json: { ...wish, revision: 0 } }, {}],
  ["with more than plain JSON", { json: wish, meta: { values: {} } }, {}],
  ["that no stream can be told", { json: { ...wish, topics: { ...NO_TOPICS, conversations: [1] } } }, {}],
])("a wish %s is left to the router", async (_, body, headers) => {
  expect(await answerDirectly("", body, headers)).toBeNull();
});
