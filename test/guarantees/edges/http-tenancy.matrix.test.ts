import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { CHATWOOT_ROUTES, PUBLIC_ROUTES } from "@/test/guarantees/routes/chatwoot-routes";
import { FREESCOUT_ROUTES } from "@/test/guarantees/routes/freescout-routes";
import { NATIVE_ROUTES } from "@/test/guarantees/routes/native-routes";
import type { Party } from "@/test/guarantees/routes/own-conversation";
import { callRoute, ownEverything, ownNamedBy } from "@/test/guarantees/routes/own-everything";
import { MARK, type RouteCase, type RouteTable } from "@/test/guarantees/routes/route-case";
import { WUKONGIM_ROUTES } from "@/test/guarantees/routes/wukongim-routes";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { drawnCases } from "@/test/support/scenes/property";

/**
 * Routes without an account: `/metrics` is for operators; `/api/forgot`, unsubscribe links and direct uploads, whose
 * address is their credential, and tRPC's procedures are tested elsewhere. And one that refuses everybody.
 */
const ELSEWHERE = [
  "GET /api/v1/accounts/:account_id/conversations/unread_counts",
  "GET /metrics",
  "GET /wukongim/health",
  "GET /docs/api",
  "GET /docs/api/:name",
  "GET /docs/events",
  "GET /v1/postman.json",
  "GET /api/changes/export",
  "GET /api/contacts.csv",
  "GET /api/health/errors.csv",
  "GET /api/contacts/export/:ticket",
  "GET /api/messages/:id/mail",
  "GET /api/mailbox/sign-in",
  "GET /api/mailbox/callback",
  "POST /api/files",
  "POST /api/forgot",
  "GET /api/unsubscribe/:token",
  "POST /api/unsubscribe/:token",
  "PUT /api/v1/direct_uploads/:token",
  "GET /api/trpc/*",
  "POST /api/trpc/*",
  "GET /demo",
  "GET /widget-preview",
  "GET /widget.js",
];
/** Visitors of a website and providers have credentials of their own: `test/guarantees/channels`. */
const OF_CHANNELS = / \/channels\/(widget|email|whatsapp|evolution)\/:identifier/;
const TABLES: RouteTable = {
  ...NATIVE_ROUTES,
  ...CHATWOOT_ROUTES,
  ...FREESCOUT_ROUTES,
  ...WUKONGIM_ROUTES,
  ...PUBLIC_ROUTES,
};

const app = createApp();
const routes = new Set(
  app.routes
    .filter((route) => route.method !== "ALL")
    .map((route) => `${route.method} ${route.path.replace(/(.)\/$/, "$1")}`)
    .filter((route) => !ELSEWHERE.includes(route) && !OF_CHANNELS.test(route)),
);

let api: Api;
let owner: Awaited<ReturnType<typeof createTokenTenant>>;
let stranger: Party;
/** The owner's rows, for calls that change nothing. */
let kept: Party;
beforeAll(async () => {
  api = await openApi(createApp);
  api.services = createServices({ ...api.services, mailsLinks: true });
  owner = await createTokenTenant(api);
  stranger = await ownEverything(api, await createTokenTenant(api), "Fremd");
  // Display ids count per account: the owner's must be greater than any that the stranger's calls create.
  await api.world.database.query(
    "update account_counter set last_display_id = last_display_id + 10000 where account_id = $1",
    [owner.accountId],
  );
  kept = await ownEverything(api, owner, MARK);
});
afterAll(() => api.close());

/** Deletes old endpoints, because an account may have only so many. */
const dropEndpoint = ({ endpointId, token }: Party) =>
  fetch(`${api.url}/v1/endpoints/${endpointId}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });

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
const calls = drawnCases(
  [...routes].flatMap((route) => casesOf(route).map((one, i) => ({ route, one, nth: i + 1 }))),
);

test.each(calls)("$route, call $nth: for its owner only", async ({ route, one }) => {
  const fresh = () => ownNamedBy(one, { api, tenant: owner, name: MARK, kept });
  const owned = route.startsWith("GET ") ? kept : await fresh();
  const before = await changes();
  // The stranger's own ids stay in the path: the account in Chatwoot's, the inbox in the customers'.
  const theirs = isPublic(route) ? { identifier: stranger.identifier } : { accountId: stranger.accountId };
  const foreign = await callRoute(
    api,
    route,
    one,
    { ...owned, ...theirs },
    isPublic(route) ? null : stranger.token,
  );
  expect(foreign.text).not.toContain(MARK);
  if (one.foreign === null) expect(foreign.status).toBeLessThan(300);
  else expect(foreign.status).toBe(one.foreign);
  if (one.refusedWithin) expect(foreign.text).toContain(one.refusedWithin);
  expect(await changes()).toEqual(before);

  const owns = await callRoute(api, route, one, owned, isPublic(route) ? null : owner.token);
  if (one.owner) expect(owns.text).toContain(`"${one.owner}"`);
  else expect(owns.status, owns.text).toBeLessThan(300);
  if (one.lists) expect(owns.text).toContain(MARK);
  if (one.refusedWithin) expect(owns.text).not.toContain(one.refusedWithin);
  if (owned.endpointId !== kept.endpointId) await dropEndpoint(owned);
});

const behindToken = calls.filter(({ route }) => !isPublic(route) && route !== "GET /v1/openapi.json");

test.each(behindToken)("$route, call $nth: nothing without a token", async ({ route, one }) => {
  expect((await callRoute(api, route, one, stranger, null)).status).toBe(401);
});

const withAccount = calls.filter(({ route }) => route.includes(":account_id"));

test.each(withAccount)("$route, call $nth: another account in the path", async ({ route, one }) => {
  const before = await changes();
  const foreign = await callRoute(api, route, one, kept, stranger.token);
  expect(foreign).toMatchObject({ status: 401, text: expect.not.stringContaining(MARK) });
  expect(await changes()).toEqual(before);
});
