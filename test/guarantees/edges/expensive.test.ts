import type { AnyRouter } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { Refusal } from "@/server/contract/_shared/refusal";
import { createApp } from "@/server/http/app";
import { appRouter } from "@/server/trpc/router";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";

let api: Api;
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
let cookie: string;
let counted: number[] = [];
beforeAll(async () => {
  api = await openApi(createApp);
  tenant = await createTokenTenant(api);
  cookie = await cookieFor(api.world, tenant.admin);
  api.services = createServices({
    ...api.services,
    mailsLinks: true,
    countExpensive: async ({ accountId }) => {
      counted.push(accountId);
      throw new Refusal("request.rate_limited", { retryAfterS: 2.5 });
    },
  });
});
afterAll(() => api.close());

/** What reads or changes much at once. */
const ROUTES = [
  "GET /v1/search?q=a",
  "GET /v1/contacts/export",
  "GET /v1/digest",
  "GET /v1/health",
  "GET /v1/queues",
  "GET /v1/health/errors/export",
  "GET /v1/inboxes/1/diagnose",
  "POST /v1/inboxes/1/test-callback",
  "POST /v1/inboxes/1/check-evolution",
  "POST /v1/inboxes/1/policy/preview",
  "POST /v1/conversations/1/transcript",
  "POST /v1/bulk-operations",
  "GET /v1/archives",
  "POST /v1/deletions/prepare",
  "POST /v1/contacts/import",
  "POST /v1/endpoints/1/replay",
];

test.each(ROUTES)("%s counts for the account, and is refused before its work begins", async (route) => {
  const [method = "", path = ""] = route.split(" ");
  counted = [];
  const response = await fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${tenant.token}` },
  });
  expect([response.status, response.headers.get("retry-after")]).toEqual([429, "3"]);
  expect((await response.json()).error.code).toBe("request.rate_limited");
  expect(counted).toEqual([tenant.accountId]);
});

test("a search in Chatwoot's dialect is refused in its format", async () => {
  const path = `/api/v1/accounts/${tenant.accountId}/contacts/search?q=a`;
  const response = await fetch(api.url + path, { headers: { api_access_token: tenant.token } });
  expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
    429,
    "3",
    { error: "Retry later" },
  ]);
});

test("the screens' expensive procedures and the download are refused, too", async () => {
  const router: AnyRouter = appRouter;
  const expensive = Object.entries(router._def.procedures).flatMap(([name, procedure]) =>
    Object(procedure)._def.meta?.isExpensive ? [name] : [],
  );
  expect(expensive.toSorted()).toEqual([
    "bulk.start",
    "contacts.import",
    "conversations.sendTranscript",
    "deletions.archives",
    "deletions.prepare",
    "health.get",
    "inboxes.checkEvolution",
    "inboxes.diagnose",
    "inboxes.policyReplay",
    "inboxes.testCallback",
    "queues.get",
    "search",
    "searchResults",
    "webhooks.replay",
  ]);
  const search = await fetch(`${api.url}/api/trpc/search`, { headers: { cookie } });
  expect([search.status, search.headers.get("retry-after")]).toEqual([429, "3"]);
  expect((await search.json()).error.json.data.refusal.code).toBe("request.rate_limited");
  const download = await fetch(`${api.url}/api/contacts.csv`, { headers: { cookie } });
  expect([download.status, download.headers.get("retry-after")]).toEqual([429, "3"]);
});
