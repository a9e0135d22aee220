import { spawnSync } from "node:child_process";
import { expect, onTestFinished, test, vi } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openReceiver } from "@/test/support/clients/receiver";
import { createDatabaseForTest } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";

/** Starts two processes, and a program several times. */
vi.setConfig({ testTimeout: 180_000 });

const TOKEN = "of-an-administrator-and-long-enough";
const METRICS_TOKEN = "of-the-operator-and-long-enough-too";
const WITHIN = { withinMs: 90_000 };
const TEXT = "We are moving to larger servers until 04:00 UTC.";

type Variables = Record<string, string>;

function maintenance(env: Variables, ...given: string[]) {
  const variables = { PATH: process.env["PATH"], NODE_ENV: "test" as const, LOG_LEVEL: "silent", ...env };
  const program = [...bundled("server/setup/cli/maintenance.ts"), ...given];
  const done = spawnSync(process.execPath, program, { env: variables, encoding: "utf8" });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

const call = (url: string, path: string, body?: object) =>
  fetch(url + path, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });

async function created(url: string, path: string, body: object) {
  const response = await call(url, path, body);
  expect([path, response.ok]).toEqual([path, true]);
  return response.json();
}

const metric = async (url: string, name: string): Promise<number> => {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1] ?? Number.NaN);
};

const health = async (url: string, headers = {}) => {
  const response = await fetch(`${url}/health`, { headers });
  return [response.status, await response.json()];
};

test("an operator takes writes away from all running processes, reading goes on, and gives them back", async () => {
  const { url: DATABASE_URL } = await createDatabaseForTest();
  const callback = await openReceiver();
  onTestFinished(() => callback.close());
  const env = {
    ...{ DATABASE_URL, DATA_DIR: temporaryDataDir(), ADMIN_API_TOKEN: TOKEN, METRICS_TOKEN },
    ...{ WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32", PORT: "0" },
  };
  const first = await startApp(env).ready();
  const second = await startApp({ ...env, ROLE: "web" }).ready();
  const inbox = await created(first, "/v1/inboxes", { name: "WhatsApp", callbackUrl: callback.url });
  const contact = { name: "Li Wen", phone: "+4917012345678", inboxId: inbox.id };
  const { id: contactId } = await created(first, "/v1/contacts", contact);
  const { displayId } = await created(first, "/v1/conversations", { inboxId: inbox.id, contactId });
  const path = `/v1/conversations/${displayId}`;
  const write = async (url: string) =>
    (await call(url, `${path}/messages`, { content: "on its way" })).status;

  expect(maintenance(env, "status")).toMatchObject({ code: 0, stdout: "Maintenance is off.\n" });
  expect(maintenance(env, "on")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("usage: npm run"),
  });
  expect(maintenance(env, "on", "two\nlines")).toMatchObject({ code: 1 });
  expect(maintenance(env, "on", TEXT)).toMatchObject({ code: 0 });
  expect(maintenance(env, "status").stdout).toMatch(/^Maintenance is on since 20.*: We are moving/);
  const isRefused = async () => (await write(first)) === 503 && (await write(second)) === 503;
  expect(await waitUntil(isRefused, WITHIN)).toBe(true);

  for (const url of [first, second]) expect((await call(url, path)).status).toBe(200);
  expect(await health(first)).toEqual([200, { status: "ok" }]);
  const operator = { authorization: `Bearer ${METRICS_TOKEN}` };
  expect(await health(first, operator)).toEqual([
    200,
    { status: "ok", maintenance: true, version: expect.any(String) },
  ]);
  expect(await metric(first, "tickline_maintenance")).toBe(1);

  expect(maintenance(env, "off")).toMatchObject({ code: 0 });
  expect(maintenance(env, "off")).toMatchObject({ code: 0, stdout: "Maintenance was off already.\n" });
  expect(await waitUntil(async () => (await write(first)) < 300, WITHIN)).toBe(true);
  expect(await waitUntil(async () => (await write(second)) < 300, WITHIN)).toBe(true);
  expect(await metric(first, "tickline_maintenance")).toBe(0);
  expect(await waitUntil(() => callback.taken.length > 1, WITHIN)).toBe(true);
});

test("a message that waits when maintenance begins is sent after its end, once", async () => {
  const { url: DATABASE_URL } = await createDatabaseForTest();
  const callback = await openReceiver();
  onTestFinished(() => callback.close());
  const env = {
    ...{ DATABASE_URL, DATA_DIR: temporaryDataDir(), ADMIN_API_TOKEN: TOKEN },
    ...{ WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32", PORT: "0" },
  };
  const web = await startApp({ ...env, ROLE: "web" }).ready(); // nobody sends yet
  const inbox = await created(web, "/v1/inboxes", { name: "WhatsApp", callbackUrl: callback.url });
  const contact = { name: "Li Wen", phone: "+4917012345678", inboxId: inbox.id };
  const { id: contactId } = await created(web, "/v1/contacts", contact);
  const { displayId } = await created(web, "/v1/conversations", { inboxId: inbox.id, contactId });
  await created(web, `/v1/conversations/${displayId}/messages`, { content: "on its way" });
  expect(maintenance(env, "on", TEXT)).toMatchObject({ code: 0 });
  const worker = await startApp({ ...env, ROLE: "worker" }).ready();
  const isOverdue = async () => (await metric(worker, "tickline_sends_late_seconds")) > 2;
  expect(await waitUntil(isOverdue, WITHIN)).toBe(true);
  expect(callback.taken).toEqual([]);

  expect(maintenance(env, "off")).toMatchObject({ code: 0 });
  expect(await waitUntil(() => callback.taken.length > 0, WITHIN)).toBe(true);
  expect(callback.taken.length).toBe(1);
});
