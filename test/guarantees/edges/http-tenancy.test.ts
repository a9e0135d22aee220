import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { CHATWOOT_ROUTES, PUBLIC_ROUTES } from "@/test/guarantees/routes/chatwoot-routes";
import { FREESCOUT_ROUTES } from "@/test/guarantees/routes/freescout-routes";
import { NATIVE_ROUTES } from "@/test/guarantees/routes/native-routes";
import { MARK, type Owned, type RouteCase, type RouteTable } from "@/test/guarantees/routes/route-case";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { advance } from "@/test/support/scenes/deleting";

/** Routes without an account: `/metrics` is for operators; `/api/forgot` and tRPC's procedures are tested elsewhere. */
const ELSEWHERE = [
  "GET /metrics",
  "GET /api/contacts.csv",
  "GET /api/contacts/export/:ticket",
  "POST /api/forgot",
  "GET /api/trpc/*",
  "POST /api/trpc/*",
];
const TABLES: RouteTable = { ...NATIVE_ROUTES, ...CHATWOOT_ROUTES, ...FREESCOUT_ROUTES, ...PUBLIC_ROUTES };

const app = createApp();
const routes = new Set(
  app.routes
    .filter((route) => route.method !== "ALL")
    .map((route) => `${route.method} ${route.path.replace(/(.)\/$/, "$1")}`)
    .filter((route) => !ELSEWHERE.includes(route)),
);

type Party = Owned & { token: string };

let api: Api;
let owner: Awaited<ReturnType<typeof createTokenTenant>>;
let stranger: Party;
/** The owner's rows, for calls that change nothing. */
let kept: Party;
beforeAll(async () => {
  api = await openApi(createApp);
  owner = await createTokenTenant(api);
  await begin(owner.client); // display ids count per account: the owner's must be greater than the stranger's
  stranger = await own(await createTokenTenant(api), "Fremd");
  kept = await own(owner, MARK);
});
afterAll(() => api.close());

/** A fresh inbox, contact, conversation and failed message of an account, all named by `name`. */
async function own(tenant: typeof owner, name: string): Promise<Party> {
  const { post }: Client = tenant.client;
  const made = (await post("/v1/inboxes", { name })).body;
  const inbox = (await tenant.client.patch(`/v1/inboxes/${made.id}`, { publicApi: true })).body;
  const { contactId, sourceId } = await visit(inbox.identifier, name);
  const contact = (await tenant.client.patch(`/v1/contacts/${contactId}`, { identifier: randomUUID() })).body;
  const { conversationId, displayId } = await beginAsVisitor(inbox.identifier, sourceId);
  const message = (await post(`/v1/conversations/${displayId}/messages`, { content: name })).body;
  await post("/v1/receipts", { receipts: [{ messageId: message.id, signal: "failed", error: name }] });
  await post(`/v1/conversations/${displayId}/labels`, { add: ["treu"] });
  await post(`/v1/conversations/${displayId}/assign`, { assigneeId: tenant.admin.userId });
  const { data: notifications } = (await tenant.client.get("/v1/notifications")).body;
  await post(`/v1/conversations/${displayId}/labels`, { add: ["zuletzt"] });
  await tenant.client.patch(`/v1/contacts/${contact.id}`, { customAttributes: { plan: name } });
  const [changed] = await api.world.database.query<{ operationId: string }>(
    `select operation_id as "operationId" from contact_change where account_id = $1 order by id desc limit 1`,
    [tenant.accountId],
  );
  const [labelled] = await api.world.database.query<{ operationId: string }>(
    `select operation_id as "operationId" from conversation_change where account_id = $1 order by id desc limit 1`,
    [tenant.accountId],
  );
  await tenant.client.patch(`/v1/inboxes/${inbox.id}/policy`, { botTakesReopened: true, reason: name });
  const { data: changes } = (await tenant.client.get(`/v1/inboxes/${inbox.id}/policy/changes`)).body;
  const label = await post("/v1/labels", { name: randomUUID(), description: name });
  const team = await post("/v1/teams", { name: `${name} ${randomUUID()}` });
  const view = await post("/v1/views", { name: `${name} ${randomUUID()}`, isShared: true });
  const withinWindow = await post(`/v1/conversations/${displayId}/messages`, {
    content: name,
    holdMs: 60_000,
  });
  const twin = await post("/v1/contacts", { name });
  const endpoint = await post("/v1/endpoints", {
    url: `https://hooks.example.com/${name}`,
    types: ["*"],
    format: "freescout",
  });
  const endpointId = endpoint.body.id;
  const tested = await post(`/v1/endpoints/${endpointId}/test`, {});
  const many = {
    action: "label",
    params: { add: [name] },
    target: { displayIds: [displayId] },
  };
  const bulk = await post("/v1/bulk-operations", many);
  const cancelled = await post("/v1/bulk-operations", many);
  await post(`/v1/bulk-operations/${cancelled.body.id}/cancel`, {});
  const prepare = async () => {
    const { id } = (await post("/v1/contacts", { name })).body;
    return (await post("/v1/deletions/prepare", { contactId: id })).body.token;
  };
  const deletion = await post("/v1/deletions/confirm", { token: await prepare() });
  await advance({ world: api.world, accountId: tenant.accountId }, deletion.body.id);
  const { accountId, token } = tenant;
  const { id: inboxId, identifier } = inbox;
  const userId = tenant.admin.userId ?? 0;
  const messageId = message.id;
  return {
    accountId,
    userId,
    inboxId,
    identifier,
    contactId: contact.id,
    twinId: twin.body.id,
    sourceId,
    displayId,
    conversationId,
    operationId: labelled?.operationId ?? "",
    contactOperationId: changed?.operationId ?? "",
    messageId,
    undoableId: withinWindow.body.id,
    teamId: team.body.id,
    viewId: view.body.id,
    labelId: label.body.id,
    endpointId,
    deliveryId: tested.body.id,
    notificationId: notifications[0].id,
    bulkId: bulk.body.id,
    cancelledBulkId: cancelled.body.id,
    changeId: changes[0].id,
    deletionToken: await prepare(),
    deletionId: deletion.body.operationId,
    token,
  };
}

/** A visitor of the inbox, by the public API. */
async function visit(identifier: string, name: string): Promise<{ contactId: number; sourceId: string }> {
  const path = `/public/api/v1/inboxes/${identifier}/contacts`;
  const { id, source_id } = await postJson(path, { name });
  return { contactId: id, sourceId: source_id };
}

/** A visitor's conversation. */
async function beginAsVisitor(identifier: string, sourceId: string) {
  const { id: displayId } = await postJson(
    `/public/api/v1/inboxes/${identifier}/contacts/${sourceId}/conversations`,
    {},
  );
  const [row] = await api.world.database.query<{ id: number }>(
    "select c.id from conversation c join inbox i on i.id = c.inbox_id where i.identifier = $1 and c.display_id = $2",
    [identifier, displayId],
  );
  return { displayId, conversationId: row?.id ?? 0 };
}

async function postJson(path: string, body: object) {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return (await fetch(`${api.url}${path}`, init)).json();
}

/** Deletes old endpoints, because an account may have only so many. */
const dropEndpoint = ({ endpointId, token }: Party) =>
  fetch(`${api.url}/v1/endpoints/${endpointId}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });

async function call(route: string, { to, body }: RouteCase, owned: Owned, token: string | null) {
  const response = await fetch(`${api.url}${to(owned)}`, {
    method: route.slice(0, route.indexOf(" ")),
    headers: {
      ...(token !== null && {
        authorization: `Bearer ${token}`,
        api_access_token: token,
        "x-freescout-api-key": token,
      }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body(owned)) }),
  });
  return { status: response.status, text: await response.text() };
}

/** How many events the first account has. */
async function changes(): Promise<unknown> {
  await api.stamped();
  return api.world.database.query("select last_seq from account_head where account_id = $1", [
    owner.accountId,
  ]);
}

test("every route of the app has an entry, and every entry a route", () => {
  expect(Object.keys(TABLES).sort()).toEqual([...routes].sort());
});

const casesOf = (route: string): readonly RouteCase[] => [TABLES[route] ?? []].flat();
const isPublic = (route: string): boolean => route in PUBLIC_ROUTES;
const calls = [...routes].flatMap((route) => casesOf(route).map((one, i) => ({ route, one, nth: i + 1 })));

test.each(calls)("$route, call $nth: for its owner only", async ({ route, one }) => {
  const owned = route.startsWith("GET ") ? kept : await own(owner, MARK);
  const before = await changes();
  // The stranger's own ids stay in the path: the account in Chatwoot's, the inbox in the customers'.
  const theirs = isPublic(route) ? { identifier: stranger.identifier } : { accountId: stranger.accountId };
  const foreign = await call(route, one, { ...owned, ...theirs }, isPublic(route) ? null : stranger.token);
  expect(foreign.text).not.toContain(MARK);
  if (one.foreign === null) expect(foreign.status).toBeLessThan(300);
  else expect(foreign.status).toBe(one.foreign);
  if (one.refusedWithin) expect(foreign.text).toContain(one.refusedWithin);
  expect(await changes()).toEqual(before);

  const owns = await call(route, one, owned, isPublic(route) ? null : owner.token);
  expect(owns.status, owns.text).toBeLessThan(300);
  if (one.lists) expect(owns.text).toContain(MARK);
  if (one.refusedWithin) expect(owns.text).not.toContain(one.refusedWithin);
  if (owned !== kept) await dropEndpoint(owned);
});

const behindToken = calls.filter(({ route }) => !isPublic(route) && route !== "GET /v1/openapi.json");

test.each(behindToken)("$route, call $nth: nothing without a token", async ({ route, one }) => {
  expect((await call(route, one, stranger, null)).status).toBe(401);
});

const withAccount = calls.filter(({ route }) => route.includes(":account_id"));

test.each(withAccount)("$route, call $nth: another account in the path", async ({ route, one }) => {
  const before = await changes();
  const foreign = await call(route, one, kept, stranger.token);
  expect(foreign).toMatchObject({ status: 401, text: expect.not.stringContaining(MARK) });
  expect(await changes()).toEqual(before);
});
