import { loadavg } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { type Member, startMembers } from "@/test/guarantees/processes/cluster/members";
import { startProxy } from "@/test/guarantees/processes/cluster/proxy";
import {
  lostMessages,
  startOperations,
  summarize,
} from "@/test/guarantees/processes/cluster/steady-operations";
import { startRequests } from "@/test/guarantees/processes/cluster/steady-requests";
import { createTestDatabase } from "@/test/support/database/database";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const PER_SECOND = Number(process.env["PER_SECOND"] ?? 24);
const REFUSED_PERCENT_MAX = 5;
const AT_ONCE_MS = 1_000;

async function open(workers: number) {
  const { url } = await createTestDatabase();
  const env = { DATABASE_URL: url, ADMIN_API_TOKEN: TOKEN, SEED: "empty", DRAIN_SECONDS: "2" };
  const members = await startMembers({ webs: 2, workers, env });
  const webs = members.filter(({ role }) => role === "web");
  const proxy = await startProxy(
    webs.map((member) => member.url),
    { checksReadiness: true },
  );
  const database = openDatabase({ url, max: 2 });
  onTestFinished(() => database.close());
  return { members, proxy, database };
}

/** Restarts each process twice, in turn; before each, `isServed` must come true. */
async function restartAll(
  members: readonly Member[],
  proxy: { inRotation(): number },
  follow: () => () => boolean,
): Promise<void> {
  for (const member of [...members, ...members]) {
    expect(await waitUntil(follow(), { withinMs: 60_000 })).toBe(true);
    member.app.child.kill("SIGTERM");
    const { code, stdout, stderr } = await member.app.ended();
    expect(code, stdout + stderr).toBe(0);
    await member.restart();
    expect(await waitUntil(() => proxy.inRotation() === 2, { withinMs: 30_000 })).toBe(true);
  }
}

test("two web processes behind a proxy that checks readiness restart in turn, and no request fails", async () => {
  const { members, proxy } = await open(0);
  const requests = await startRequests(proxy.url, TOKEN);
  await restartAll(members, proxy, () => {
    const before = requests.acknowledgedMs.length;
    return () => requests.acknowledgedMs.length > before + 20;
  });
  await requests.stop();
  expect(requests.failures).toEqual([]);
}, 300_000);

test(`two web processes and a worker restart in turn at ${PER_SECOND} operations a second: few are refused, each at once, and none is lost`, async () => {
  const { members, proxy, database } = await open(1);
  const operations = await startOperations(proxy.url, TOKEN, { perSecond: PER_SECOND });
  await restartAll(members, proxy, () => {
    const before = operations.all.length;
    return () => operations.all.length > before + 5 * PER_SECOND;
  });
  await operations.stop();
  const figures = summarize(operations.all);
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
  process.stdout.write(`rolling restart at ${PER_SECOND}/s, load ${load}: ${JSON.stringify(figures)}\n`);
  expect(await lostMessages(database, operations)).toEqual([]);
  expect(figures).toMatchObject({ failed: [], givenUp: 0, withoutRetryAfter: 0 });
  expect(figures.refusedPercent).toBeLessThanOrEqual(REFUSED_PERCENT_MAX);
  expect(figures.refusedSlowestMs).toBeLessThan(AT_ONCE_MS);
}, 300_000);
