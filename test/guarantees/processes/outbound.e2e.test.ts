import { spawnSync } from "node:child_process";
import { expect, onTestFinished, test, vi } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { openReceiver } from "@/test/support/clients/receiver";
import { openSmtp } from "@/test/support/clients/smtp";
import { createDatabaseForTest } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";

/** Starts a process twice. */
vi.setConfig({ testTimeout: 180_000 });

const TOKEN = "of-an-administrator-and-long-enough";
const WITHIN = { withinMs: 90_000 };

/** An installation with a webhook, a callback and a mail server of its own. */
async function openScene() {
  const { url: databaseUrl } = await createDatabaseForTest();
  const [webhook, callback, smtp] = [await openReceiver(), await openReceiver(), await openSmtp()];
  onTestFinished(async () => void (await Promise.all([webhook.close(), callback.close()])));
  const env = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: temporaryDataDir(),
    ADMIN_API_TOKEN: TOKEN,
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
    SMTP_URL: smtp.url,
    PORT: "0",
  };
  return { env, databaseUrl, webhook, callback, smtp };
}

const clientOf = (url: string) => async (path: string, body: object) => {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  expect([path, response.ok]).toEqual([path, true]);
  return response.json();
};

/** A message for the program behind its inbox, with its events for a webhook, and a link that a member asked for by mail. */
async function causeEverything(url: string, to: { webhook: string; callback: string }) {
  const post = clientOf(url);
  await post("/v1/endpoints", { url: to.webhook, types: ["message.created"] });
  const inbox = await post("/v1/inboxes", { name: "WhatsApp", callbackUrl: to.callback });
  const contact = await post("/v1/contacts", { name: "Li Wen", phone: "+4917012345678", inboxId: inbox.id });
  const started = await post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  await post(`/v1/conversations/${started.displayId}/messages`, { content: "on its way" });
  const form = new URLSearchParams({ email: "admin@tickline.local", locale: "en" });
  await fetch(`${url}/api/forgot`, {
    method: "POST",
    body: form,
    headers: { origin: url },
    redirect: "manual",
  });
}

const metric = async (url: string, name: string): Promise<number> => {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1] ?? Number.NaN);
};

/** The message has been due for longer than any poll of the worker takes. */
const isOverdue = (url: string) => async () => (await metric(url, "tickline_sends_late_seconds")) > 2;

test("nothing leaves a restored copy until an administrator confirms; then all of it does, once", async () => {
  const { env, databaseUrl, webhook, callback, smtp } = await openScene();
  const database = openDatabase({ url: databaseUrl, max: 1 });
  onTestFinished(() => database.close());
  await database.query("update installation set outbound_paused_at = now()"); // as a restore leaves it
  const url = await startApp(env).ready();
  await causeEverything(url, { webhook: webhook.url, callback: callback.url });

  expect(await waitUntil(isOverdue(url), WITHIN)).toBe(true);
  expect([webhook.taken, callback.taken, smtp.mails]).toEqual([[], [], []]);
  expect(await metric(url, "tickline_outbound_off")).toBe(1);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok", outbound: "off" });

  const program = [...bundled("server/setup/cli/confirm.ts"), "outbound"];
  const confirmed = spawnSync(process.execPath, program, {
    env: { PATH: process.env["PATH"], ...env } as never,
  });
  expect(confirmed.status).toBe(0);
  const isAll = () => webhook.taken.length > 0 && callback.taken.length > 0 && smtp.mails.length > 0;
  expect(await waitUntil(isAll, WITHIN)).toBe(true);
  expect([webhook.taken.length, callback.taken.length, smtp.mails.length]).toEqual([1, 1, 1]);
  expect(await metric(url, "tickline_outbound_off")).toBe(0);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok" });
});

test("with OUTBOUND=off nothing leaves, whatever is confirmed; without it, all of it does", async () => {
  const { env, webhook, callback, smtp } = await openScene();
  const off = startApp({ ...env, OUTBOUND: "off" });
  const url = await off.ready();
  await causeEverything(url, { webhook: webhook.url, callback: callback.url });
  expect(await waitUntil(isOverdue(url), WITHIN)).toBe(true);
  const confirmed = spawnSync(process.execPath, [...bundled("server/setup/cli/confirm.ts"), "outbound"], {
    env: { PATH: process.env["PATH"], ...env, OUTBOUND: "off" } as never,
    encoding: "utf8",
  });
  expect(confirmed.stdout).toContain("with OUTBOUND=off, as here, nothing leaves until");
  off.child.kill("SIGTERM");
  const { stdout } = await off.ended();
  expect(stdout).toContain("OUTBOUND=off: webhooks, callbacks, mails, pushes and fetches of files wait");
  expect([webhook.taken, callback.taken, smtp.mails]).toEqual([[], [], []]);

  await startApp(env).ready();
  const isAll = () => webhook.taken.length > 0 && callback.taken.length > 0 && smtp.mails.length > 0;
  expect(await waitUntil(isAll, WITHIN)).toBe(true);
});
