import { readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";
import { type Member, startMembers } from "@/test/guarantees/processes/cluster/members";
import { type SteadyRequests, startRequests } from "@/test/guarantees/processes/cluster/steady-requests";
import { temporaryDataDir } from "@/test/support/processes/app-process";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const FROZEN_MS = 20_000;
/** A request that finds Postgres frozen is refused within this time: by the time to connect, and its spare. */
const REFUSED_MS = 12_000;
/** What the product may add to the time that Postgres needs. */
const SPARE_MS = 2_000;

/** A Postgres of its own, with the processes that serve it, and one web process under load. */
async function open() {
  const dataDir = temporaryDataDir();
  makeDataDir(dataDir);
  const postgres = await startEmbeddedPostgres(dataDir);
  onTestFinished(() => postgres.stop());
  const { app, worker, owner } = postgres.urls;
  const roles = { DATABASE_URL: app, DATABASE_WORKER_URL: worker, DATABASE_OWNER_URL: owner };
  const env = { ...roles, ADMIN_API_TOKEN: TOKEN, SEED: "empty" };
  const [member] = await startMembers({ webs: 1, workers: 0, env });
  if (!member) throw new Error("there must be one process");
  const requests = await startRequests(member.url, TOKEN);
  const isServed = () => requests.acknowledgedMs.length > 50;
  expect(await waitUntil(isServed, { withinMs: 60_000 })).toBe(true);
  return { postgres, member, requests };
}

/** A process and its children. */
const family = (pid: number): number[] => [
  pid,
  ...readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number),
];

function parentOf(pid: string): number {
  try {
    return Number(/\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return 0; // it has ended
  }
}

/** The ms from `fromMs` until a change is acknowledged and the process is healthy. */
async function outage(member: Member, requests: SteadyRequests, fromMs: number): Promise<number> {
  const isServed = () => requests.acknowledgedMs.some((at) => at > fromMs);
  expect(await waitUntil(isServed, { withinMs: 60_000 })).toBe(true);
  const isHealthy = async () => (await fetch(`${member.url}/health`)).ok;
  expect(await waitUntil(isHealthy, { withinMs: 60_000 })).toBe(true);
  return Math.round(performance.now() - fromMs);
}

/** The ms in which reads and changes are refused with a code and Retry-After. */
async function refusedAfterMs({ url }: Member): Promise<number> {
  const fromMs = performance.now();
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const requests = [
    fetch(`${url}/v1/conversations`, { headers }),
    fetch(`${url}/v1/contacts`, { method: "POST", headers, body: '{"name":"A"}' }),
  ];
  for (const answer of await Promise.all(requests)) {
    const { error } = await answer.json();
    expect([answer.status, error.code, answer.headers.get("retry-after")]).toEqual([503, "server.busy", "1"]);
  }
  const tookMs = Math.round(performance.now() - fromMs);
  report("refused while frozen", tookMs);
  return tookMs;
}

const report = (what: string, ms: number) => process.stdout.write(`${what}: ${ms} ms\n`);

test("after every process of Postgres was frozen for 20 s, changes are acknowledged within 2 s", async () => {
  const { postgres, member, requests } = await open();
  const pids = family(postgres.pid());
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  const frozenMs = performance.now();
  expect(await refusedAfterMs(member)).toBeLessThan(REFUSED_MS);
  expect(await refusedAfterMs(member)).toBeLessThan(SPARE_MS); // it knows now
  await waitUntil(() => performance.now() - frozenMs > FROZEN_MS, { withinMs: 2 * FROZEN_MS });
  for (const pid of family(postgres.pid())) process.kill(pid, "SIGCONT");
  const tookMs = await outage(member, requests, performance.now());
  report("served again after a frozen Postgres", tookMs);
  expect(tookMs).toBeLessThan(SPARE_MS);
}, 180_000);

test("after the product was frozen for 20 s, changes are acknowledged within 2 s", async () => {
  const { member, requests } = await open();
  process.kill(member.app.pid, "SIGSTOP");
  const frozenMs = performance.now();
  await waitUntil(() => performance.now() - frozenMs > FROZEN_MS, { withinMs: 2 * FROZEN_MS });
  process.kill(member.app.pid, "SIGCONT");
  const tookMs = await outage(member, requests, performance.now());
  report("served again after a frozen product", tookMs);
  expect(tookMs).toBeLessThan(SPARE_MS);
}, 180_000);

test("after a killed Postgres accepts connections again, changes are acknowledged within 2 s", async () => {
  const { postgres, member, requests } = await open();
  const isBack = new Promise<number>((resolve) => {
    postgres.onChange((isUp) => isUp && resolve(performance.now()));
  });
  process.kill(postgres.pid(), "SIGKILL");
  const tookMs = await outage(member, requests, await isBack);
  report("served again after a killed Postgres", tookMs);
  expect(tookMs).toBeLessThan(SPARE_MS);
}, 180_000);
