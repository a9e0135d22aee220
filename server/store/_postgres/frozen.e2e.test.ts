import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createServices } from "@/server/commands/_run/services";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import { freescoutRoutes } from "@/server/dialects/freescout/routes";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { openSwallowingProxy } from "@/test/support/network/swallowing-proxy";
import { POOL_LIMITS } from "./client-limits";
import { openDatabase } from "./db";

let api: Api;
beforeAll(async () => {
  api = await openApi((parts) => createApp({ ...parts, dialects: [chatwootRoutes(), freescoutRoutes()] }));
});
afterAll(() => api.close());

/** A database behind a network path that can freeze. */
async function open() {
  const proxy = await openSwallowingProxy(api.world.url);
  onTestFinished(() => proxy.close());
  const database = openDatabase({ url: proxy.url, max: 3, limits: { ...POOL_LIMITS, silentMs: 200 } });
  onTestFinished(() => database.close());
  await database.query("select 1");
  return { proxy, database };
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test("while Postgres answers nothing, each edge reads and writes 503 with a code and Retry-After, then serves again", async () => {
  const { proxy, database } = await open();
  const { token, accountId } = await createTokenTenant(api);
  const own = api.services;
  const now = () => new Date();
  const run = createRun({ database, now, onCommitted: () => {} });
  api.services = createServices({ database, now, run, files: api.world.files });
  onTestFinished(() => {
    api.services = own;
  });
  const thaw = proxy.freeze();
  const json = { "content-type": "application/json" };
  const requests: [string, RequestInit][] = [
    ["/v1/conversations", { headers: { authorization: `Bearer ${token}` } }],
    [
      "/v1/contacts",
      { method: "POST", headers: { ...json, authorization: `Bearer ${token}` }, body: '{"name":"A"}' },
    ],
    [`/api/v1/accounts/${accountId}/contacts`, { headers: { api_access_token: token } }],
    ["/api/conversations", { headers: { "x-freescout-api-key": token } }],
  ];
  const answers = async () =>
    Promise.all(
      requests.map(async ([path, init]) => {
        const response = await fetch(`${api.url}${path}`, init);
        const body = await response.json();
        return [response.status, response.headers.get("retry-after"), body.error?.code ?? body];
      }),
    );
  const expected = [
    [503, "1", "server.busy"],
    [503, "1", "server.busy"],
    [503, "1", { error: expect.any(String) }],
    [503, "1", expect.objectContaining({ message: expect.any(String) })],
  ];
  expect(await answers()).toEqual(expected);
  const opened = proxy.opened();
  for (let n = 0; n < 10; n++) expect(await answers()).toEqual(expected); // at once: no statement is sent
  expect(proxy.opened() - opened).toBeLessThan(10); // the questions whether it answers again
  thaw();
  await expect.poll(() => faultOf(database.query("select 1")), { timeout: 10_000 }).toBeNull();
  expect((await answers()).map(([status]) => status)).not.toContain(503);
});
