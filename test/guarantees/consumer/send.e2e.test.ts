import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { openReceiver, type Receiver, withStatus } from "@/test/support/clients/receiver";
import { temporaryFolder } from "@/test/support/temporary-folder";

const WITHIN = { timeout: 90_000, interval: 50 };
const SENDER = new URL("../../../docs/send/sender.mjs", import.meta.url).pathname;

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** The sender of one inbox, with a conversation in it and a provider. */
async function openScene() {
  const { client, token } = await createTokenTenant(api);
  const provider = await openReceiver();
  onTestFinished(() => provider.close());
  const inbox = (await client.post("/v1/inboxes", { name: "WhatsApp" })).body;
  const contact = (await client.post("/v1/contacts", { name: "Ada", phone: "+491701234567" })).body;
  const begin = async (): Promise<number> => {
    const { body } = await client.post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
    return body.conversation?.displayId ?? body.displayId;
  };
  const talk = await begin();
  const folder = temporaryFolder();
  const env = {
    TICKLINE_URL: api.url,
    TICKLINE_TOKEN: token,
    INBOX_ID: String(inbox.id),
    PROVIDER_URL: provider.url,
    STATE: folder,
  };
  return {
    client,
    provider,
    begin,
    journal: () => readFileSync(join(folder, "journal.jsonl"), "utf8"),
    reply: async (content: string, displayId = talk): Promise<number> =>
      (await client.post(`/v1/conversations/${displayId}/messages`, { content })).body.id,
    async tick(id: number) {
      const { status, sourceId, externalError } = (await client.get(`/v1/messages/${id}`)).body;
      return [status, sourceId, externalError];
    },
    texts: () => provider.taken.map(({ json }) => json.text),
    start: () => startSender(env),
  };
}

/** Starts the sender, and returns when it listens: a way to end it, and to report as its provider. */
async function startSender(env: Record<string, string>) {
  const sender: ChildProcess = spawn(process.execPath, [SENDER], {
    env: { ...process.env, PORT: "0", RETRY_SECONDS: "0.1", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void sender.kill("SIGKILL"));
  const [line] = await once(sender.stdout ?? sender, "data");
  const port = String(line).replace(/\D/g, "");
  return {
    async kill() {
      sender.kill("SIGKILL");
      await once(sender, "exit");
    },
    async report(json: object) {
      const body = JSON.stringify(json);
      const { status } = await fetch(`http://127.0.0.1:${port}/provider`, { method: "POST", body });
      expect(status).toBe(204);
    },
  };
}

const accept = (id: string) => (one: Receiver["taken"][number]) => one.answer.end(JSON.stringify({ id }));

test("the sender of docs/send sends each reply once, in order, reports what became of it, and survives kill -9", async () => {
  const { provider, reply, tick, texts, start } = await openScene();

  await reply("before it started");
  const sender = await start();
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

  await sender.report({ id: "p-1", status: "read" });
  await expect.poll(() => tick(first), WITHIN).toEqual(["read", "p-1", null]);

  provider.answer = () => undefined; // it hangs
  const doubtful = await reply("four");
  await expect.poll(texts, WITHIN).toContain("four");
  await sender.kill();
  const meanwhile = await reply("five");
  provider.answer = accept("p-5");
  await start();
  await expect.poll(() => tick(meanwhile), WITHIN).toEqual(["sent", "p-5", null]);
  expect(await tick(doubtful)).toEqual(["pending", null, null]);
  expect(texts()).toEqual(["one", "two", "three", "three", "three", "four", "five"]);
}, 90_000);

test("a message that waits for its provider stays before the later ones of its conversation over a restart", async () => {
  const { provider, reply, texts, journal, start } = await openScene();
  provider.answer = withStatus(503, { "retry-after": "60" });
  await (await start()).kill();
  await reply("one");
  await reply("two");
  const sender = await start();
  await expect.poll(journal, WITHIN).toMatch(/"(notSent|done)"/);
  await sender.kill();
  provider.answer = accept("p-1");
  await start();
  await expect.poll(() => texts().length, WITHIN).toBe(3);
  expect(texts()).toEqual(["one", "one", "two"]);
});

test("a report that Tickline never accepts holds up no other", async () => {
  const { provider, reply, tick, start } = await openScene();
  provider.answer = accept("p-1");
  const sender = await start();
  const id = await reply("one");
  await expect.poll(() => tick(id), WITHIN).toEqual(["sent", "p-1", null]);
  await sender.report({ id: "p-1", status: "delivered", at: "yesterday" });
  await sender.report({ id: "p-1", status: "read" });
  await expect.poll(() => tick(id), WITHIN).toEqual(["read", "p-1", null]);
});

test("of a conversation that was permanently deleted meanwhile nothing is sent", async () => {
  const { client, provider, begin, reply, texts, tick, start } = await openScene();
  provider.answer = accept("p-1");
  await (await start()).kill();
  const deleted = await begin();
  await reply("gone", deleted);
  expect((await client.delete(`/v1/conversations/${deleted}`)).status).toBe(200);
  const here = await reply("here");
  await start();
  await expect.poll(() => tick(here), WITHIN).toEqual(["sent", "p-1", null]);
  expect(texts()).toEqual(["here"]);
});

/** A Tickline whose log has these messages to send, each behind the one before, once `isOpen` holds for its number. */
async function openLog(contents: string[], isOpen: (number: number) => boolean) {
  const eventOf = (content: string, at: number) => ({
    id: `e-${at}`,
    occurredAt: new Date().toISOString(),
    data: { id: at, inboxId: 1, conversationId: 1, attempt: 1, content, contact: { phone: "+4930" } },
  });
  const server = createServer(async (incoming, answer) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "", "http://tickline");
    incoming.resume();
    if (pathname === "/v1/conversations") return answer.end(JSON.stringify({ asOf: "0" }));
    if (pathname !== "/v1/events") return answer.end(JSON.stringify({ results: [] }));
    const at = Number(searchParams.get("after"));
    await expect.poll(() => isOpen(at), WITHIN).toBe(true);
    const data = contents.slice(at, at + 1).map((content) => eventOf(content, at));
    answer.end(JSON.stringify({ data, nextCursor: String(at + 1) }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
}

test("a message is not sent again where a crash has torn off what was written behind it", async () => {
  const provider = await openReceiver();
  onTestFinished(() => provider.close());
  provider.answer = accept("p-1");
  const file = join(temporaryFolder(), "journal.jsonl");
  const isDone = () => readFileSync(file, "utf8").includes('"done"');
  let isOpen = (at: number): boolean => at === 0;
  const env = {
    TICKLINE_URL: await openLog(["one", "two"], (at) => at < 2 && isOpen(at)),
    TICKLINE_TOKEN: "tk",
    INBOX_ID: "1",
    PROVIDER_URL: provider.url,
    STATE: dirname(file),
  };
  const sender = await startSender(env);
  await expect.poll(isDone, WITHIN).toBe(true);
  await sender.kill();

  const lines = readFileSync(file, "utf8").split("\n");
  const end = lines.findIndex((line) => line.includes("e-0"));
  writeFileSync(file, `${lines.slice(0, end + 1).join("\n")}\n{"curs`);
  isOpen = isDone;
  await startSender(env);
  const texts = () => provider.taken.map(({ json }) => json.text);
  await expect.poll(texts, WITHIN).toContain("two");
  expect(texts()).toEqual(["one", "one", "two"]); // by the torn journal, the first is not sent yet
});
