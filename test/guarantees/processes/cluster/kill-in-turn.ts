import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom } from "@/server/setup/demo/random";
import { openDatabase } from "@/server/store/_postgres/db";
import { startLoad } from "./load";
import { type Member, SECRET, startMembers, watchHealth } from "./members";
import { startProxy } from "./proxy";
import { openReader } from "./reader";
import { readLogEnd, verifyDatabase, verifyReader } from "./verify";

export type KillOptions = {
  /** The address of Postgres itself. */
  url: string;
  env?: Record<string, string>;
  seed: number;
  rounds: number;
  /** The least duration of load between two kills. */
  betweenMs: number;
};

const READERS = 4;
const CONVERSATIONS = 6;

/**
 * Three web and two worker processes behind a proxy, under sends, ticks and changes of status, with readers of the
 * live stream; each process in turn is killed with -9 and started again. Nothing may be lost, doubled or
 * late, and running processes must be healthy all the time.
 * @returns figures, to print.
 */
export async function killInTurn({ url, env = {}, seed, rounds, betweenMs }: KillOptions) {
  const token = createHash("sha256").update(String(seed)).digest("base64url");
  const shared = { DATABASE_URL: url, ADMIN_API_TOKEN: token, SEED: "empty", ...env };
  const members = await startMembers({ webs: 3, workers: 2, env: shared });
  const proxy = await startProxy(members.filter(({ role }) => role === "web").map((member) => member.url));
  const load = await startLoad({ url: proxy.url, token, seed, conversations: CONVERSATIONS });
  const readers = await Promise.all(Array.from({ length: READERS }, () => openReader(proxy.url, SECRET, 1)));
  const health = watchHealth(members);
  const database = openDatabase({ url, max: 2 });
  onTestFinished(() => database.close());

  const random = createRandom(seed);
  let kills = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const member of inTurn(members, random)) {
      await sleep(random.between(betweenMs, 2 * betweenMs));
      await member.kill();
      kills += 1;
      const { lastSeq } = await readLogEnd(database);
      const isTakenOver = await waitUntil(async () => (await readLogEnd(database)).lastSeq > lastSeq, {
        withinMs: 20_000,
      });
      expect(isTakenOver, `others stamp while ${member.name} is dead`).toBe(true);
      await member.restart();
    }
  }
  await load.stop();
  const isStamped = await waitUntil(async () => (await readLogEnd(database)).waiting === 0, {
    withinMs: 20_000,
  });
  expect(isStamped).toBe(true);
  const { lastSeq } = await readLogEnd(database);
  const haveAll = () => readers.every(({ seqs }) => seqs.at(-1) === lastSeq);
  await waitUntil(haveAll, { withinMs: 20_000 });
  expect(health.stop()).toEqual([]);
  await verifyDatabase(database, load.promised);
  for (const reader of readers) verifyReader(reader, lastSeq);
  const { sends, ticks, statuses, again } = load.promised;
  return {
    kills,
    events: lastSeq,
    sends: sends.size,
    ticked: ticks.size,
    statuses: statuses.length,
    repeated: again,
    reconnects: readers.reduce((sum, { connections }) => sum + connections - 1, 0),
    answeredBy: [...proxy.answered.values()],
  };
}

function inTurn(members: readonly Member[], random: { next(): number }): Member[] {
  return members
    .map((member) => ({ member, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ member }) => member);
}
