import type { AnyRouter } from "@trpc/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { appRouter } from "@/server/trpc/router";
import { CHATWOOT_ROUTES, PUBLIC_ROUTES } from "@/test/guarantees/routes/chatwoot-routes";
import { FREESCOUT_ROUTES } from "@/test/guarantees/routes/freescout-routes";
import { NATIVE_ROUTES } from "@/test/guarantees/routes/native-routes";
import { ownEverything } from "@/test/guarantees/routes/own-everything";
import { MARK, type Owned, type RouteCase, type RouteTable } from "@/test/guarantees/routes/route-case";
import { WUKONGIM_ROUTES } from "@/test/guarantees/routes/wukongim-routes";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";
import { watchDatabase } from "@/test/support/database/database";
import { drawnOf } from "@/test/support/scenes/property";
import { countSteps } from "@/test/support/steps";

// What one hostile request may cost, in work and not in time: whoever sends it waits for nobody else's turn.
const STEPS_MAX = 200_000;
const STATEMENTS_MAX = 20;
const ANSWER_BYTES_MAX = 512 * 1024;
/** Each route gets one in so many bodies and inputs; test/long/every-cost.test.ts sends all of them. */
const STRIDE = 3;

let api: Api;
let token: string;
let cookie: string;
let owned: Owned;
let statements = 0;
let steps: Awaited<ReturnType<typeof countSteps>>;
beforeAll(async () => {
  api = await openApi(createApp);
  const tenant = await createTokenTenant(api);
  token = tenant.token;
  cookie = await cookieFor(api.world, tenant.admin);
  owned = await ownEverything(api, tenant, MARK);
  const { services } = api;
  api.services = createServices({
    ...services,
    database: watchDatabase(services.database, () => void statements++),
  });
  steps = await countSteps();
  await steps.take(); // each test takes its own
}, 30_000);
afterAll(async () => {
  await steps.stop();
  await api.close();
});
beforeEach(() => {
  statements = 0;
});

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const wide = (count: number): string => `[${Array.from({ length: count }, (_, i) => i).join(",")}]`;
const names = (count: number): string =>
  `{${Array.from({ length: count }, (_, i) => `"n${i}":${i}`).join(",")}}`;
const PLACES = [
  "ids",
  "displayIds",
  "labels",
  "receipts",
  "content",
  "name",
  "custom_attributes",
  "customAttributes",
];
const under = (json: string): string => `{${PLACES.map((place) => `"${place}":${json}`).join(",")}}`;

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Bodies that cost little to send. */
const BODIES: readonly { title: string; type: string; body: string }[] = [
  { title: "deep JSON", type: JSON_TYPE, body: deep(50_000) },
  { title: "quotes behind backslashes", type: JSON_TYPE, body: `${'\\"'.repeat(40_000)}\\` },
  { title: "a wide list", type: JSON_TYPE, body: wide(200_000) },
  { title: "wide lists below the fields", type: JSON_TYPE, body: under(wide(15_000)) },
  { title: "many names below the fields", type: JSON_TYPE, body: under(names(5_000)) },
  { title: "a name of a form 80,000 times", type: FORM_TYPE, body: "a&".repeat(80_000) },
  {
    title: "80,000 names of a form",
    type: FORM_TYPE,
    body: Array.from({ length: 80_000 }, (_, i) => `n${i}`).join("&"),
  },
  { title: "a deep name of a form", type: FORM_TYPE, body: `a${"[b]".repeat(50_000)}=1` },
  {
    title: "a form that claims a boundary",
    type: `${FORM_TYPE}; boundary=x`,
    body: "a&".repeat(80_000),
  },
  {
    title: "a form of 20,000 parts",
    type: "multipart/form-data; boundary=x",
    body: `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(20_000)}--x--\r\n`,
  },
];

const QUERIES: readonly string[] = [
  `?${"a&".repeat(4_000)}`,
  `?q=${"ab".repeat(3_000)}&query=${"ab".repeat(3_000)}`,
  `?a${"[b]".repeat(2_000)}=1`,
];

/** Sends a hostile request; it must be answered, and be cheap. `isStream`: what is answered may have no end. */
async function send(path: string, init: RequestInit, isStream = false): Promise<number> {
  const response = await fetch(`${api.url}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      api_access_token: token,
      "x-freescout-api-key": token,
      token,
      ...init.headers,
    },
  });
  expect(response.status, path.slice(0, 200)).toBeLessThan(500);
  if (isStream) await response.body?.cancel();
  else expect((await response.arrayBuffer()).byteLength).toBeLessThan(ANSWER_BYTES_MAX);
  return response.status;
}

async function expectCheap(requests: number): Promise<void> {
  expect((await steps.take()) / requests).toBeLessThan(STEPS_MAX);
  expect(statements / requests).toBeLessThan(STATEMENTS_MAX);
}

const TABLES: RouteTable = {
  ...NATIVE_ROUTES,
  ...CHATWOOT_ROUTES,
  ...FREESCOUT_ROUTES,
  ...WUKONGIM_ROUTES,
  ...PUBLIC_ROUTES,
};
const caseOf = (route: string): RouteCase | undefined => [TABLES[route] ?? []].flat()[0];
const routes = Object.keys(TABLES).map((route) => ({ route, method: route.slice(0, route.indexOf(" ")) }));

describe("a hostile body is cheap", () => {
  test.each(routes.filter(({ method }) => method !== "GET"))("$route", async ({ route, method }) => {
    const path = caseOf(route)?.to(owned) ?? "";
    const bodies = drawnOf(BODIES, STRIDE);
    for (const { type, body } of bodies)
      await send(path, { method, headers: { "content-type": type }, body });
    await expectCheap(bodies.length);
  });
});

describe("a hostile query is cheap", () => {
  test.each(routes.filter(({ method }) => method === "GET"))("$route", async ({ route }) => {
    const path = caseOf(route)?.to(owned).replace(/\?.*$/, "") ?? "";
    for (const query of QUERIES) await send(`${path}${query}`, {});
    await expectCheap(QUERIES.length);
  });
});

/** An input whose `a` and `b` are the same object, `levels` times: as a tree it has 2^levels leaves. */
const shared = (levels: number): string => {
  const place = (level: number, key: string) => [...Array(level).fill("a"), key].join(".");
  const equal = Array.from({ length: levels }, (_, level) => [place(level, "a"), [place(level, "b")]]);
  const json = JSON.parse(`${'{"b":null,"a":'.repeat(levels)}1${"}".repeat(levels)}`);
  return JSON.stringify({ json, meta: { referentialEqualities: Object.fromEntries(equal) } });
};
const INPUTS: readonly string[] = [
  shared(40),
  JSON.stringify({ json: { s: Array(5_000).fill(1) }, meta: { values: { s: ["set"] } } }),
  JSON.stringify({ json: {}, meta: { values: { "a.b.c": ["Date"] } } }),
  `{"json":${deep(5_000)}}`,
  `{"json":${wide(100_000)}}`,
  `{"json":{},"meta":{"values":${deep(2_000)}}}`,
  `{"json":{},"meta":{"values":${names(2_000).replaceAll(/:\d+/g, ':["undefined"]')}}}`,
];

describe("a hostile input of a procedure is cheap", () => {
  const router: AnyRouter = appRouter;
  const procedures = Object.entries<{ _def: { type: string } }>(router._def.procedures);
  test.each(procedures.map(([name, { _def }]) => ({ name, kind: _def.type })))(
    "$name",
    async ({ name, kind }) => {
      const session = { cookie, origin: api.url, "content-type": JSON_TYPE };
      const inputs = drawnOf(INPUTS, STRIDE);
      for (const input of inputs) {
        const url = `/api/trpc/${name}`;
        if (kind === "mutation") await send(url, { method: "POST", headers: session, body: input });
        else if (input.length < 10_000)
          await send(
            `${url}?input=${encodeURIComponent(input)}`,
            { headers: session },
            kind === "subscription",
          );
      }
      await expectCheap(inputs.length);
    },
  );
});
