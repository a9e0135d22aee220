import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { get, request } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { openStream } from "@/test/support/clients/live-stream";
import { createDatabaseForTest } from "@/test/support/database/database";
import { isAlive, startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { webProcessesOf } from "@/test/support/processes/web-processes";
import { waitFor } from "@/test/support/wait-for";
import { startLoad } from "./cluster/load";
import { SECRET } from "./cluster/members";
import { openReader } from "./cluster/reader";
import { readLogEnd, verifyDatabase, verifyReader } from "./cluster/verify";

/** It starts four processes, one of them twice. */
vi.setConfig({ testTimeout: 240_000 });

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const WEBS = 3;
const READERS = 6;
const STREAMS_PER_TOKEN = 4;
const BURST = 20;

test("three web processes on one port are one product: events, limits, metrics, a kill under load and the end", async () => {
  const { url: DATABASE_URL } = await createDatabaseForTest();
  const database = openDatabase({ url: DATABASE_URL, max: 1 });
  onTestFinished(() => database.close());
  const app = startApp({
    ROLE: "all",
    WEB_THREADS: String(WEBS),
    DATABASE_URL,
    DATA_DIR: temporaryDataDir(),
    AUTH_SECRET: SECRET,
    ADMIN_API_TOKEN: TOKEN,
    RATE_LIMITS: "true",
    RATE_LIMIT_TOKEN: "off",
    RATE_LIMIT_ADDRESS: `1/h burst ${BURST}`,
    STREAMS_PER_TOKEN: String(STREAMS_PER_TOKEN),
  });
  const url = await app.ready();
  const pids = [...webProcessesOf(app.pid).values()];
  expect(pids).toHaveLength(WEBS);

  const load = await startLoad({ url, token: TOKEN, seed: 11, conversations: 4 });
  const readers = await Promise.all(Array.from({ length: READERS }, () => openReader(url, SECRET, 1)));
  expect(await openStreams(url)).toBe(READERS);
  await expectTopicsFromAll(url, readers[0]?.cookie ?? "");
  await expectStreamLimit(url);
  await expectAddressLimit(url);

  await expectOthersServe(url, webProcessesOf(app.pid).get(1) ?? 0);

  // A kill: the others go on, and another one is started.
  const killed = webProcessesOf(app.pid).get(2) ?? 0;
  process.kill(killed, "SIGKILL");
  await waitUntil(async () => (await healthOf(url)) === "web_process_down", { withinMs: 5_000, everyMs: 5 });
  const { size } = load.promised.sends;
  expect(await waitUntil(() => load.promised.sends.size > size + 5, { withinMs: 90_000 })).toBe(true);
  expect(await waitUntil(async () => (await healthOf(url)) === "ok", { withinMs: 90_000 })).toBe(true);
  expect(webProcessesOf(app.pid).get(2)).not.toBe(killed);
  expect(await waitUntil(() => load.promised.sends.size > size + 50, { withinMs: 90_000 })).toBe(true);
  await waitFor(async () => expect(await openStreams(url)).toBe(READERS));
  const operations = await metric(url, "tickline_operations_total");
  expect(operations).toBeGreaterThan(50);

  // The end, under load.
  app.child.kill("SIGTERM");
  const { code, stdout, stderr } = await app.ended();
  expect(code, stdout + stderr).toBe(0);
  await load.stop();
  const { waiting, lastSeq } = await readLogEnd(database);
  expect(waiting).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  await verifyDatabase(database, load.promised);
  for (const reader of readers) {
    await reader.stop();
    expect(reader.connections).toBeGreaterThan(0);
    verifyReader(reader, reader.seqs.at(-1) ?? lastSeq);
  }
});

/** The value of a line of the metrics, whichever process answers. */
async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const line = page.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

const openStreams = (url: string) => metric(url, 'tickline_live_connections{kind="screen"}');

/**
 * The `status` of /health, over a connection of its own: one that was kept may be of a dead or frozen process. `none` where the
 * connection was of a process that has just been killed.
 */
async function healthOf(url: string): Promise<string> {
  try {
    const [answer] = await once(get(`${url}/health`, { agent: false }), "response");
    const chunks: Buffer[] = await answer.toArray();
    return JSON.parse(String(Buffer.concat(chunks))).status;
  } catch {
    return "none";
  }
}

/**
 * While one web process is frozen, health reports it missing, and connections go to the others: of these clients, who send
 * requests one after the other, it stops only those whose connection it got at first.
 */
async function expectOthersServe(url: string, frozen: number): Promise<void> {
  const statuses: (number | undefined)[] = [];
  process.kill(frozen, "SIGSTOP");
  onTestFinished(() => void (isAlive(frozen) && process.kill(frozen, "SIGCONT")));
  const clients = Array.from({ length: 2 * WEBS }, async () => {
    while (statuses.length < 10 * WEBS) {
      const [answer] = await once(get(`${url}/health/live`, { agent: false }), "response");
      answer.resume();
      statuses.push(answer.statusCode);
    }
  });
  expect(await waitUntil(() => statuses.length >= 10 * WEBS, { withinMs: 90_000 })).toBe(true);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await healthOf(url)).toBe("web_process_down");
  process.kill(frozen, "SIGCONT");
  await Promise.all(clients);
  expect(await waitUntil(async () => (await healthOf(url)) === "ok", { withinMs: 90_000 })).toBe(true);
}

/** The topics of a stream are changed by whichever process gets the request. */
async function expectTopicsFromAll(url: string, cookie: string): Promise<void> {
  const connectionId = randomUUID();
  const stream = await openStream({ url }, { cookie, input: { connectionId } });
  await stream.until(() => stream.lastEventId() !== null);
  const topics = { views: [], conversations: [], counters: true };
  const revisions = Array.from({ length: WEBS }, (_, i) => i + 1);
  for (const revision of revisions) {
    const body = JSON.stringify({ json: { connectionId, topics, after: stream.lastEventId(), revision } });
    expect(await post(`${url}/api/trpc/topics.set`, { cookie, origin: url }, body)).toBe(200);
    await stream.until(() => stream.frames().some((frame) => frame.topics === revision), 60_000);
  }
  stream.close();
}

/** Over a connection of its own; the status. */
async function post(url: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
  const all = { ...headers, "content-type": "application/json" };
  const sent = request(url, { method: "POST", agent: false, headers: all }).end(body);
  const [answer] = await once(sent, "response");
  answer.resume();
  return answer.statusCode;
}

/** A stream of the log over a connection of its own; resolves with its status. */
async function openEventStream(url: string): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${TOKEN}`, accept: "text/event-stream" };
  const sent = get(`${url}/v1/events`, { headers, agent: false });
  onTestFinished(() => void sent.destroy());
  sent.on("error", () => undefined); // the product ends before the test
  const [answer] = await once(sent, "response");
  answer.resume().on("error", () => undefined);
  return answer.statusCode;
}

/** The connections go to the processes in turn, and a token has as many streams in all of them as in one. */
async function expectStreamLimit(url: string): Promise<void> {
  const statuses = [];
  for (let i = 0; i < STREAMS_PER_TOKEN + 2; i++) statuses.push(await openEventStream(url));
  expect(statuses).toEqual([...Array(STREAMS_PER_TOKEN).fill(200), 503, 503]);
}

/** The same with requests of an address; some may pass before the processes know of each other. */
async function expectAddressLimit(url: string): Promise<void> {
  const statuses = [];
  for (let i = 0; i < 3 * BURST; i++) {
    const [answer] = await once(get(`${url}/v1/me`, { agent: false }), "response");
    answer.resume();
    statuses.push(answer.statusCode);
  }
  const served = statuses.filter((status) => status !== 429).length;
  expect(served).toBeGreaterThanOrEqual(BURST);
  expect(served).toBeLessThan(2 * BURST);
}
