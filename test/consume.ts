import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import { eventSchema } from "@/server/contract/event";
import { freePort } from "@/server/lib/postgres/free-port";
import { startApp, temporaryDataDir } from "./app-process";
import { randomOf } from "./random";

const TOKEN = "of-the-consumer-test-and-long-enough";
const CONSUMER = "docs/consume/consumer.mjs";
const WITHIN = { timeout: 60_000, interval: 100 };
const LOAD_WRITERS = 3;
const WRITES_BETWEEN = 40;

const eventPage = z.object({ data: z.array(eventSchema), nextCursor: z.string(), hasMore: z.boolean() });
type Told = z.infer<typeof eventSchema>;
type Status = { contiguous: number; lastSeq: number; waiting: number; events: number };

/**
 * Runs the consumer of docs/consume against the product under load, kills one of them at random `kills` times, and
 * compares what it has with the log. Everything that was acknowledged must be there, once.
 */
export async function runConsumer({ kills, seed }: { kills: number; seed: number }): Promise<void> {
  const random = randomOf(seed);
  const { ask, product, hook, state, env: own, ...started } = await startProduct(["*"]);
  let { app } = started;
  const env = { ...own, RECONCILE_SECONDS: "2" };
  let consumer = startConsumer(env);
  const written: string[] = [];
  const { path, purge } = await openTalk(ask);

  for (let round = 0; round < kills; round++) {
    const before = written.length;
    const load = Promise.all(
      Array.from({ length: LOAD_WRITERS }, (_, writer) => write(ask, path, `${round}.${writer}`, written)),
    );
    await expect.poll(() => written.length, WITHIN).toBeGreaterThan(before + WRITES_BETWEEN * random());
    if (random() < 0.5) {
      app.child.kill("SIGKILL");
      await app.ended();
      app = startApp(product);
      await app.ready();
    } else {
      consumer.kill("SIGKILL");
      await once(consumer, "exit");
      consumer = startConsumer(env);
    }
    await load;
  }
  await purge();
  await expectAgreement(ask, { hook, state, written });
}

/** Runs it where nothing of what happens is pushed: by what `how` does it must find all that is in the log. */
export async function runUntold(
  how: (told: { hook: string; secret: string; lastSeq: number }) => Promise<unknown>,
  silenceSeconds: string,
): Promise<void> {
  const { ask, env, hook, secret } = await startProduct(["team.created"]);
  startConsumer({ ...env, RECONCILE_SECONDS: "900", SILENCE_SECONDS: silenceSeconds });
  const status = async (): Promise<Status> => (await fetch(`${hook}/status`)).json() as Promise<Status>;
  const head = async () => eventPage.parse(await ask("/v1/events?limit=1000")).data.at(-1)?.seq ?? 0;
  // What the endpoint's own making tells may still be on its way into the log.
  const hasAll = async () => (await status().catch(() => null))?.contiguous === (await head());
  await expect.poll(hasAll, WITHIN).toBe(true);
  const before = await head();
  await openTalk(ask);
  await expect.poll(head, WITHIN).toBeGreaterThan(before + 3);
  const lastSeq = await head();
  await how({ hook, secret, lastSeq });
  await expect.poll(async () => (await status()).contiguous, WITHIN).toBeGreaterThanOrEqual(lastSeq);
}

/** The product with an endpoint at which a consumer is to listen. */
async function startProduct(types: readonly string[]) {
  const [dataDir, port, hookPort] = [
    temporaryDataDir(),
    await freePort(undefined),
    await freePort(undefined),
  ];
  const url = `http://127.0.0.1:${port}`;
  const hook = `http://127.0.0.1:${hookPort}`;
  const product = {
    DATA_DIR: dataDir,
    PORT: String(port),
    ADMIN_API_TOKEN: TOKEN,
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
  };
  const ask = askOf(url);
  const app = startApp(product);
  await app.ready();
  const secret = String((await ask("/v1/endpoints", { url: `${hook}/hook`, types }))["secret"]);
  const state = join(dataDir, "..", "state");
  const env = {
    TICKLINE_URL: url,
    TICKLINE_TOKEN: TOKEN,
    WEBHOOK_SECRET: secret,
    STATE: state,
    PORT: String(hookPort),
    GAP_SECONDS: "0.2",
  };
  return { ask, app, product, hook, state, secret, env };
}

type Ask = ReturnType<typeof askOf>;

const askOf =
  (url: string) =>
  async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };

function startConsumer(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [CONSUMER], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** A conversation to write into, and another one that is deleted for ever in the end. */
async function openTalk(ask: Ask) {
  const inbox = await ask("/v1/inboxes", { name: "Shop" });
  const contact = await ask("/v1/contacts", { name: "Noor", inboxId: inbox.id });
  const begin = () => ask("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  const talk = await begin();
  const doomed = await begin();
  const pathOf = ({ displayId }: Record<string, unknown>) => `/v1/conversations/${displayId}`;
  await ask(`${pathOf(doomed)}/messages`, { content: "a secret", direction: "in" });
  const purge = async () => {
    await ask(`${pathOf(doomed)}/trash`, {});
    const { token } = await ask("/v1/deletions/prepare", { ids: [doomed.id] });
    const { operationId } = await ask("/v1/deletions/confirm", { token });
    await expect
      .poll(async () => (await ask(`/v1/deletions/${operationId}`))["acks"], WITHIN)
      .toHaveLength(1);
  };
  return { path: pathOf(talk), purge };
}

/** Writes until the product is gone, or enough. */
async function write(ask: Ask, path: string, mark: string, written: string[]): Promise<void> {
  for (let n = 0; n < WRITES_BETWEEN; n++) {
    const content = `${mark}.${n}`;
    const isWritten = await ask(`${path}/messages`, { content, direction: "in" }).then(
      () => true,
      () => false,
    );
    if (!isWritten) return;
    written.push(content);
  }
}

type Result = { hook: string; state: string; written: readonly string[] };

async function expectAgreement(ask: Ask, { hook, state, written }: Result): Promise<void> {
  const log: Told[] = [];
  for (let after = "", hasMore = true; hasMore; ) {
    const page = eventPage.parse(await ask(`/v1/events?limit=1000&after=${after}`));
    log.push(...page.data);
    ({ nextCursor: after, hasMore } = page);
  }
  const last = log.at(-1)?.seq ?? 0;
  const status = async (): Promise<Status> => (await fetch(`${hook}/status`)).json() as Promise<Status>;
  await expect.poll(async () => (await status()).contiguous, WITHIN).toBeGreaterThanOrEqual(last);
  await expect.poll(async () => (await status()).waiting, WITHIN).toBe(0);

  const lines = readFileSync(join(state, "inbox.jsonl"), "utf8").trimEnd().split("\n");
  const stored = lines.flatMap((line) => (JSON.parse(line).event as Told | undefined) ?? []);
  const marks = (events: readonly Told[]) =>
    events.filter(({ seq }) => seq <= last).map(({ seq, id, type, hash }) => `${seq} ${id} ${type} ${hash}`);
  expect(marks(stored.toSorted((a, b) => a.seq - b.seq))).toEqual(marks(log)); // all of it, each once
  const contents = new Set(stored.map(({ data }) => data["content"]));
  expect(written.filter((content) => !contents.has(content))).toEqual([]);
  expect(lines.some((line) => line.includes("a secret"))).toBe(false);
}
