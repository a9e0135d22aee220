import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { SECRET, startMembers } from "@/test/guarantees/processes/cluster/members";
import { openReader } from "@/test/guarantees/processes/cluster/reader";
import { startRequests } from "@/test/guarantees/processes/cluster/steady-requests";
import { readLogEnd, verifyReader } from "@/test/guarantees/processes/cluster/verify";
import { createTestDatabase } from "@/test/support/database/database";
import { openSwallowingProxy } from "@/test/support/network/swallowing-proxy";

const database = createTestDatabase();
const TOKEN = "a-token-of-an-administrator-of-these-tests";
const WITHIN_MS = 15_000;

test("after the network has lost every connection to Postgres, events flow again within 15 s", async () => {
  const { url } = await database;
  const network = await openSwallowingProxy(url);
  onTestFinished(() => network.close());
  const env = { DATABASE_URL: network.url, ADMIN_API_TOKEN: TOKEN, SEED: "empty" };
  const members = await startMembers({ webs: 2, workers: 1, env });
  const [one, other] = members;
  if (!one || !other) throw new Error("there must be two web processes");
  const requests = await startRequests(one.url, TOKEN);
  const readers = [await openReader(one.url, SECRET, 1), await openReader(other.url, SECRET, 1)];
  const straight = openDatabase({ url, max: 1 });
  onTestFinished(() => straight.close());

  for (let round = 0; round < 3; round += 1) {
    expect(await waitUntil(() => requests.acknowledgedMs.length > 50, { withinMs: 60_000 })).toBe(true);
    network.swallow();
    const lostMs = performance.now();
    const last = (await readLogEnd(straight)).lastSeq;
    const isHeard = () => readers.every(({ seqs }) => (seqs.at(-1) ?? 0) > last + 5);
    const isHeardAgain = await waitUntil(isHeard, { withinMs: 60_000 });
    const tookMs = Math.round(performance.now() - lostMs);
    process.stdout.write(`lost connections: heard again after ${tookMs} ms\n`);
    expect(isHeardAgain).toBe(true);
    expect(tookMs).toBeLessThan(WITHIN_MS);
    expect(requests.acknowledgedMs.some((at) => at > lostMs)).toBe(true);
  }
  await requests.stop();
  await waitUntil(async () => (await readLogEnd(straight)).waiting === 0, { withinMs: 20_000 });
  const { lastSeq } = await readLogEnd(straight);
  await waitUntil(() => readers.every(({ seqs }) => seqs.at(-1) === lastSeq), { withinMs: 20_000 });
  for (const reader of readers) verifyReader(reader, lastSeq);
}, 300_000);
