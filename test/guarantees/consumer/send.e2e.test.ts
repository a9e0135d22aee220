import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { openReceiver, type Receiver, withStatus } from "@/test/support/clients/receiver";

const WITHIN = { timeout: 90_000, interval: 50 };
const SENDER = new URL("../../../docs/send/sender.mjs", import.meta.url).pathname;

let api: Api;
let provider: Receiver;
let folder: string;
let sender: ChildProcess;
let port: string;

beforeAll(async () => {
  api = await openApi(createApp);
  provider = await openReceiver();
  folder = mkdtempSync(join(tmpdir(), "tickline-sender-"));
});
afterAll(async () => {
  sender?.kill("SIGKILL");
  await provider.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

/** Starts the sender, and resolves when it listens. */
async function startSender(env: Record<string, string>): Promise<void> {
  sender = spawn(process.execPath, [SENDER], {
    env: { ...process.env, ...env, STATE: folder, PORT: "0", RETRY_SECONDS: "0.1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(sender.stdout ?? sender, "data");
  port = String(line).replace(/\D/g, "");
}

test("the sender of docs/send sends each reply once, in order, reports what became of it, and survives kill -9", async () => {
  const tenant = await createTokenTenant(api);
  const { client, token } = tenant;
  const inbox = (await client.post("/v1/inboxes", { name: "WhatsApp" })).body;
  const contact = (await client.post("/v1/contacts", { name: "Ada", phone: "+491701234567" })).body;
  const talk = (await client.post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id })).body;
  const path = `/v1/conversations/${talk.conversation?.displayId ?? talk.displayId}/messages`;
  const reply = async (content: string): Promise<number> => (await client.post(path, { content })).body.id;
  const tick = async (id: number) => {
    const { status, sourceId, externalError } = (await client.get(`/v1/messages/${id}`)).body;
    return [status, sourceId, externalError];
  };
  const texts = () => provider.taken.map(({ json }) => json.text);
  const accept = (id: string) => (one: Receiver["taken"][number]) => one.answer.end(JSON.stringify({ id }));
  const env = {
    TICKLINE_URL: api.url,
    TICKLINE_TOKEN: token,
    INBOX_ID: String(inbox.id),
    PROVIDER_URL: provider.url,
  };

  await reply("before it started");
  await startSender(env);
  provider.answer = accept("p-1");
  const first = await reply("one");
  await expect.poll(() => tick(first), WITHIN).toEqual(["sent", "p-1", null]);

  provider.answer = withStatus(400);
  const refused = await reply("two");
  await expect.poll(() => tick(refused), WITHIN).toEqual(["failed", null, "400: what the receiver says"]);

  let busy = 2;
  provider.answer = (one) => (busy-- > 0 ? withStatus(503)(one) : accept("p-3")(one));
  const delayed = await reply("three");
  await expect.poll(() => tick(delayed), WITHIN).toEqual(["sent", "p-3", null]);

  const reported = await fetch(`http://127.0.0.1:${port}/provider`, {
    method: "POST",
    body: JSON.stringify({ id: "p-1", status: "read" }),
  });
  expect(reported.status).toBe(204);
  await expect.poll(() => tick(first), WITHIN).toEqual(["read", "p-1", null]);

  provider.answer = () => undefined; // it hangs
  const doubtful = await reply("four");
  await expect.poll(texts, WITHIN).toContain("four");
  sender.kill("SIGKILL");
  await once(sender, "exit");
  const meanwhile = await reply("five");
  provider.answer = accept("p-5");
  await startSender(env);
  await expect.poll(() => tick(meanwhile), WITHIN).toEqual(["sent", "p-5", null]);
  expect(await tick(doubtful)).toEqual(["pending", null, null]);
  expect(texts()).toEqual(["one", "two", "three", "three", "three", "four", "five"]);
}, 90_000);
