import { afterAll, beforeAll, expect, test } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_TOPICS, type TopicsChange } from "@/server/contract/live/topics";
import { provideTopicChanges } from "@/server/live/hub/topic-changes";
import { cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { directTopics } from "./direct-topics";
import { handleTrpc } from "./handler";

let world: World;
let screens: Screens;
let tenant: Tenant;
let cookie: string;
const changes: [Pick<Caller, "userId">["userId"], TopicsChange][] = [];
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
  tenant = await createTenant(world);
  cookie = await cookieFor(world, tenant.admin);
  provideTopicChanges({
    send({ userId }, change) {
      changes.push([userId, change]);
      return change.topics.conversations.length === 0;
    },
  });
});
afterAll(async () => {
  await screens.close();
  await world.close();
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
