import { expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import {
  createWireScene,
  createWireTenant,
  DENIED,
  json,
  type Line,
  NO_TOKEN,
  NOT_FOUND,
  none,
  testLines,
} from "@/test/support/clients/chatwoot";

const BEYOND = "9007199254740993";
const BAD_TOKEN = { error: "Invalid Access Token" };
const FOREIGN = { error: "You are not authorized to access this account" };
const READ = json({ status: "read" });
const HI = json({ content: "hi" });
const BOT = json({ agent_bot: 1 });
const NEW_INBOX = json({ name: "N", channel: { type: "api" } });
const NEW_CONVERSATION = json({ inbox_id: ":inbox", contact_id: ":contact" });
const EMPTY_LIST = { data: { meta: { all_count: 0 }, payload: [] } };
const SOME_ERROR = { error: expect.any(String) };

const AUTHENTICATION: Line[] = [
  ["no token", "anonymous GET /conversations", none, 401, NO_TOKEN],
  ["an unknown token", "badToken GET /conversations", none, 401, BAD_TOKEN],
  ["a Bearer token alone", "bearerOnly GET /conversations", none, 401, NO_TOKEN],
  [
    "a foreign Bearer token is ignored if the own header is set",
    "bearerAndToken GET /api/v1/profile",
    none,
    200,
    {},
  ],
  ["the header written with dashes", "dashHeader GET /api/v1/profile", none, 200, {}],
  ["no token, another account", "anonymous GET /api/v1/accounts/999999/inboxes", none, 401, NO_TOKEN],
  ["another account", "admin GET /api/v1/accounts/999999/inboxes", none, 401, FOREIGN],
  ["what is no account", "admin GET /api/v1/accounts/x/inboxes", none, 401, FOREIGN],
  ["1 writing without a token", "anonymous POST /conversations/:c/messages", HI, 401, NO_TOKEN],
  ["9 reading without a token", "anonymous GET /conversations/:c/messages", none, 401, NO_TOKEN],
  ["12 retry without a token", "anonymous POST /conversations/:c/messages/1/retry", none, 401, NO_TOKEN],
  ["13 a report without a token", "anonymous PATCH /conversations/:c/messages/1", READ, 401, NO_TOKEN],
  ["the profile without a token", "anonymous GET /api/v1/profile", none, 401, NO_TOKEN],
];

const ACCESS: Line[] = [
  ["21 a member sees the conversation", "member GET /conversations/:c", none, 200, {}],
  ["21 an outsider does not", "outsider GET /conversations/:c", none, 401, DENIED],
  ["2 writing there", "outsider POST /conversations/:c/messages", HI, 401, DENIED],
  ["9 reading there", "outsider GET /conversations/:c/messages", none, 401, DENIED],
  ["13 reporting there", "outsider PATCH /conversations/:c/messages/1", READ, 401, DENIED],
  ["12 retrying there", "outsider POST /conversations/:c/messages/1/retry", none, 401, DENIED],
  ["24 toggling there", "outsider POST /conversations/:c/toggle_status", none, 401, DENIED],
  ["27 seeing there", "outsider POST /conversations/:c/update_last_seen", none, 401, DENIED],
  ["32 assigning there", "outsider POST /conversations/:c/assignments", json({}), 401, DENIED],
  ["33 labelling there", "outsider POST /conversations/:c/labels", json({ labels: ["x"] }), 401, DENIED],
  ["23 beginning one there", "outsider POST /conversations", NEW_CONVERSATION, 401, DENIED],
  [
    "36 lists contain one's own inboxes only",
    "outsider GET /conversations?status=all",
    none,
    200,
    EMPTY_LIST,
  ],
  ["42 an outsider's inbox", "outsider GET /inboxes/:inbox", none, 401, DENIED],
  ["42 an outsider's inboxes", "outsider GET /inboxes", none, 200, { payload: [] }],
  ["42 a member makes no inbox", "member POST /inboxes", NEW_INBOX, 401, DENIED],
  ["42 a member changes no inbox", "member PATCH /inboxes/:inbox", json({ name: "N" }), 401, DENIED],
  ["42 a member links no bot", "member POST /inboxes/:inbox/set_agent_bot", BOT, 401, DENIED],
];

const UNKNOWN: Line[] = [
  ["a conversation", "admin GET /conversations/999999", none, 404, NOT_FOUND],
  ["a conversation beyond 2^53", `admin GET /conversations/${BEYOND}`, none, 404, NOT_FOUND],
  ["a conversation that is no number", "admin GET /conversations/abc", none, 404, NOT_FOUND],
  ["a message", "admin PATCH /conversations/:c/messages/999999", READ, 404, NOT_FOUND],
  ["a message beyond 2^53", `admin PATCH /conversations/:c/messages/${BEYOND}`, READ, 404, NOT_FOUND],
  ["12 a message to retry", "admin POST /conversations/:c/messages/999999/retry", none, 422, SOME_ERROR],
  ["12 no id to retry", "admin POST /conversations/:c/messages/x/retry", none, 422, SOME_ERROR],
  ["a window beyond 2^53", `admin GET /conversations/:c/messages?before=${BEYOND}`, none, 404, NOT_FOUND],
  ["a contact", "admin GET /contacts/999999", none, 404, NOT_FOUND],
  ["an inbox", "admin GET /inboxes/999999", none, 404, NOT_FOUND],
  ["an inbox beyond 2^53", "admin POST /conversations", json({ inbox_id: 2 ** 54, contact_id: 1 }), 404, {}],
  ["23 a source id", "admin POST /conversations", json({ source_id: "nobody" }), 404, NOT_FOUND],
];

const lines = testLines([
  ["authentication", AUTHENTICATION],
  ["what they may see", ACCESS],
  ["what is not there", UNKNOWN],
]);

test("every route of an account requires a token of that account", async () => {
  const { api, tenant } = lines();
  const stranger = await createWireTenant(api);
  // Each once, and without the same paths with a trailing slash, which have the same handlers.
  const all = chatwootRoutes().routes.filter(
    ({ path }) => path.startsWith("/api/v1/accounts/") && !path.endsWith("/"),
  );
  const routes = new Map(all.map((route) => [`${route.method} ${route.path}`, route]));
  expect(routes.size).toBeGreaterThan(80);
  for (const { method, path } of routes.values()) {
    const url = path.replace(":account_id", String(tenant.accountId)).replace(/:\w+/g, "1");
    const send = async (token?: string | null) => {
      const headers = token ? { api_access_token: token } : {};
      return (await fetch(`${api.url}${url}`, { method, headers })).status;
    };
    const callers = [undefined, stranger.client.token, tenant.client.token];
    const [anonymous, foreign, own] = await Promise.all(callers.map(send));
    expect({ anonymous, foreign }, `${method} ${path}`).toEqual({ anonymous: 401, foreign: 401 });
    expect(own, `${method} ${path}`).not.toBe(401);
  }
});

test("another account's resources are not found", async () => {
  const { api, tenant, scene } = lines();
  const { conversationId, contactId, inboxId, identifier } = scene;
  const { body: message } = await tenant.client.post(`/conversations/${conversationId}/messages`, HI);
  const stranger = await createWireTenant(api);
  const own = await createWireScene(stranger);
  const foreign = `/conversations/${own.conversationId}/messages/${message.id}`;
  for (const [method, path, body] of [
    ["get", `/contacts/${contactId}`, none],
    ["put", `/contacts/${contactId}`, json({ name: "Mallory" })],
    ["post", `/contacts/${own.contactId}/contact_inboxes`, json({ inbox_id: inboxId })],
    ["post", `/contacts/${contactId}/contact_inboxes`, json({ inbox_id: own.inboxId })],
    ["get", `/inboxes/${inboxId}`, none],
    ["post", `/inboxes/${inboxId}/set_agent_bot`, BOT],
    ["post", "/conversations", json({ inbox_id: inboxId, contact_id: own.contactId })],
    ["post", "/conversations", json({ inbox_id: own.inboxId, contact_id: contactId })],
    ["patch", foreign, READ],
    ["get", `/public/api/v1/inboxes/${identifier}/contacts/${own.contactId}`, none],
  ] as const)
    expect((await stranger.client[method](path, body)).status, path).toBe(404);
  expect((await stranger.client.post(`${foreign}/retry`)).status).toBe(422);
  expect(
    (await tenant.client.patch(`/conversations/${conversationId}/messages/${message.id}`, READ)).status,
  ).toBe(200);
});

const NO_ROUTE: Line[] = [
  ["an unknown path of an account", "admin GET /nonsense", none, 404, NOT_FOUND],
  ["without a token too", "anonymous GET /nonsense", none, 404, NOT_FOUND],
  ["an unknown path of the public API", "anonymous GET /public/api/v1/nonsense", none, 404, NOT_FOUND],
  ["reports", "admin GET /api/v2/accounts/1/reports", none, 404, NOT_FOUND],
  ["another method", "admin PUT /conversations", none, 405, SOME_ERROR],
  [
    "another method in the public API",
    "anonymous PUT /public/api/v1/inboxes/x/contacts",
    none,
    405,
    SOME_ERROR,
  ],
];

testLines([["routes that do not exist", NO_ROUTE]]);

test.each(["/platform/api/v1/users", "/auth/sign_in"])(
  "%s answers in JSON that it does not exist",
  async (path) => {
    const answer = await fetch(`${lines().api.url}${path}`, { method: "POST" });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual(NOT_FOUND);
  },
);

test("a path that exists names its methods", async () => {
  const { api, tenant } = lines();
  const url = `${api.url}/api/v1/accounts/${tenant.accountId}/conversations/1`;
  const answer = await fetch(url, { method: "POST" });
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("GET, DELETE, PATCH, PUT, OPTIONS");
  expect((await fetch(url, { method: "OPTIONS" })).status).toBe(204);
});

test("GET /api needs no token: clients check the address by it", async () => {
  const { body, status } = await lines().tenant.anonymous.get("/api");
  expect(status).toBe(200);
  expect(body).toEqual({ version: "4.15.0", timestamp: expect.any(String) });
});

test("the public inbox shows its features, not its name, and only with the public API on", async () => {
  const { api, tenant, scene } = lines();
  const path = `/public/api/v1/inboxes/${scene.identifier}`;
  const turn = (publicApi: boolean) =>
    api.world.run(updateInbox, tenant.admin, { inboxId: scene.inboxId, publicApi });
  await turn(false);
  expect((await tenant.anonymous.get(path)).status).toBe(404);
  await turn(true);
  expect(await tenant.anonymous.get(path)).toMatchObject({
    status: 200,
    body: { identifier: scene.identifier, name: null, identity_validation_enabled: false, working_hours: [] },
  });
});
