import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import { freescoutRoutes } from "@/server/dialects/freescout/routes";
import { createApp } from "@/server/http/app";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { openBulk } from "@/server/worker/bulk/work-bulk";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { callTrpc, cookieFor, provideScreens } from "@/test/support/clients/screens";
import { waitFor } from "@/test/support/wait-for";

let api: Api;
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
let cookie: string;
let scene: Awaited<ReturnType<typeof begin>>;
beforeAll(async () => {
  api = await openApi((parts) => createApp({ ...parts, dialects: [chatwootRoutes(), freescoutRoutes()] }));
  tenant = await createTokenTenant(api);
  scene = await begin(tenant.client);
  provideScreens(api.world);
  cookie = await cookieFor(api.world, tenant.admin);
});
afterAll(() => api.close());

const INBOX = { name: "Laden", channel: "api" };

const onDatabase = (statement: string) => api.world.database.query(statement);

/** Every change fails as Postgres fails on a full disk, until `freeDisk`. */
async function fillDisk(code: string): Promise<void> {
  await onDatabase(
    `create or replace function fill() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file' using errcode = '${code}'; end $$`,
  );
  await onDatabase("create trigger filled before insert on outbox for each row execute function fill()");
}
const freeDisk = () => onDatabase("drop trigger if exists filled on outbox");

const errors = vi.spyOn(log, "error");
beforeEach(() => void errors.mockClear());
afterEach(() => freeDisk());

test.each(["53100", "58030", "25006"])(
  "a database that answers %s makes every edge answer 503 with a code, a sentence and Retry-After, with one alert",
  async (code) => {
    await fillDisk(code);
    const body = { content: "Hello" };
    for (let i = 0; i < 3; i++) {
      const native = await tenant.client.post(`${scene.path}/messages`, body, {
        "idempotency-key": randomUUID(),
      });
      expect([native.status, native.body.error.code, native.headers.get("retry-after")]).toEqual([
        503,
        "storage.unavailable",
        "1",
      ]);
      expect(native.body.error.message).toMatch(/disk is full or read-only/);
    }
    const chatwoot = await fetch(
      `${api.url}/api/v1/accounts/${tenant.accountId}/conversations/${scene.conversation.displayId}/messages`,
      {
        method: "POST",
        headers: { api_access_token: tenant.token, "content-type": "application/json" },
        body: JSON.stringify(body),
      },
    );
    expect([chatwoot.status, chatwoot.headers.get("retry-after"), await chatwoot.json()]).toEqual([
      503,
      "1",
      { error: "The server cannot store anything now" },
    ]);
    const freescout = await fetch(`${api.url}/api/conversations/${scene.conversation.id}/threads`, {
      method: "POST",
      headers: { "x-freescout-api-key": tenant.token, "content-type": "application/json" },
      body: JSON.stringify({ type: "note", text: "Hello", user: tenant.admin.userId }),
    });
    expect([
      freescout.status,
      freescout.headers.get("retry-after"),
      (await freescout.json()).errorCode,
    ]).toEqual([503, "1", "SERVICE UNAVAILABLE"]);
    const screen = await callTrpc(api, { path: "inboxes.create", kind: "mutation", input: INBOX, cookie });
    expect([screen.status, screen.refusal?.code]).toEqual([503, "storage.unavailable"]);
    expect((await tenant.client.get(scene.path)).status).toBe(200); // reads go on
    expect((await metrics.storageUnavailable.get()).values[0]?.value).toBe(1);
    expect(errors.mock.calls.length).toBeLessThanOrEqual(1); // of the first code; the others belong to the same alert

    await freeDisk();
    expect((await tenant.client.post(`${scene.path}/messages`, body)).status).toBe(201);
  },
);

test("a bulk operation pauses while nothing can be stored, and completes by itself afterwards", async () => {
  const ids: number[] = [];
  for (let i = 0; i < 3; i++) {
    const { body } = await tenant.client.post("/v1/conversations", {
      inboxId: scene.inbox.id,
      contactId: scene.contact.id,
    });
    ids.push(body.id);
  }
  const started = await tenant.client.post(
    "/v1/bulk-operations",
    { action: "status", params: { signal: "resolve" }, target: { ids } },
    { "idempotency-key": randomUUID() },
  );
  expect(started.status, JSON.stringify(started.body)).toBeLessThan(300);
  await fillDisk("53100");
  const failedTurns = vi.spyOn(api.services.database, "transaction");
  const bulk = openBulk({ ...api.services, log });
  await waitFor(() => expect(failedTurns.mock.calls.length).toBeGreaterThan(2));
  expect(await onDatabase("select faults, state from bulk_operation")).toEqual([
    { faults: 0, state: "running" },
  ]);
  await freeDisk();
  await waitFor(async () => {
    const { body } = await tenant.client.get(`/v1/bulk-operations/${started.body.id}`);
    expect(body).toMatchObject({ state: "completed", succeeded: 3, failed: 0 });
  });
  await bulk.stop();
  failedTurns.mockRestore();
});
