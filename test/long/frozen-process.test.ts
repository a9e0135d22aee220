import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { ONE_ATTEMPT, startLoad } from "@/test/guarantees/processes/cluster/load";
import { type Member, SECRET, startMembers, watchHealth } from "@/test/guarantees/processes/cluster/members";
import { startProxy } from "@/test/guarantees/processes/cluster/proxy";
import { openReader, watchPauses } from "@/test/guarantees/processes/cluster/reader";
import { readLogEnd, verifyDatabase, verifyReader } from "@/test/guarantees/processes/cluster/verify";
import { openReceiver } from "@/test/support/clients/receiver";
import { createTestDatabase } from "@/test/support/database/database";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const WEB_FROZEN_MS = 15_000;
/** More than the lease of a send, of a delivery and of a job. */
const WORKER_FROZEN_MS = 75_000;
/** Clients send again what has had no answer for this long. */
const ANSWER_MS = 3_000;
/** Until the proxy leaves out a process that does not answer, and the requests that it has are sent again. */
const NOTICED_MS = 6_000;
const WITHIN = { withinMs: 30_000 };

/** Two web processes behind a proxy and `workers`, under load, with readers of the live stream. */
async function open({ workers, callbackUrl = null }: { workers: number; callbackUrl?: string | null }) {
  const { url } = await createTestDatabase();
  const env = {
    DATABASE_URL: url,
    ADMIN_API_TOKEN: TOKEN,
    SEED: "empty",
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
  };
  const members = await startMembers({ webs: 2, workers, env });
  const webs = members.filter(({ role }) => role === "web");
  const proxy = await startProxy(
    webs.map((member) => member.url),
    { checksReadiness: true },
  );
  const source = {
    url: proxy.url,
    token: TOKEN,
    seed: 5,
    conversations: 6,
    answerMs: ANSWER_MS,
    inbox: { ...ONE_ATTEMPT, callbackUrl },
  };
  const load = await startLoad(source);
  const readers = [];
  for (const member of [...webs, ...webs])
    readers.push({ member, reader: await openReader(member.url, SECRET, 1) });
  const database = openDatabase({ url, max: 2 });
  onTestFinished(() => database.close());
  return { members, webs, proxy, load, readers, database, health: watchHealth(members) };
}
type Scene = Awaited<ReturnType<typeof open>>;

/** Stops the process for so long. @returns the longest time, in ms, in which `counts` did not rise, by its name. */
async function freeze<Name extends string>(
  member: Member,
  longMs: number,
  counts: Record<Name, () => number>,
): Promise<Record<Name, number>> {
  member.isUp = false;
  const pauses = watchPauses(counts);
  member.app.child.kill("SIGSTOP");
  await sleep(longMs);
  member.app.child.kill("SIGCONT");
  return pauses.stop();
}

/** Everything acknowledged is there once, and every reader has the whole log, in order. */
async function verify({ load, readers, database, health }: Scene): Promise<void> {
  await load.stop();
  const isStamped = async () => (await readLogEnd(database)).waiting === 0;
  expect(await waitUntil(isStamped, WITHIN), "everything is stamped").toBe(true);
  const { lastSeq } = await readLogEnd(database);
  expect(await waitUntil(() => readers.every(({ reader }) => reader.seqs.at(-1) === lastSeq), WITHIN)).toBe(
    true,
  );
  expect(health.stop(), "the others are healthy").toEqual([]);
  await verifyDatabase(database, load.promised);
  for (const { reader } of readers) verifyReader(reader, lastSeq);
}

const report = (what: string, figures: object) => {
  const load = loadavg().map((value) => value.toFixed(1));
  process.stdout.write(`${what}, load ${load.join(" ")}: ${JSON.stringify(figures)}\n`);
};

test("a web process is frozen for 15 s under load: the other serves, nothing acknowledged is lost or doubled, and streams recover", async () => {
  const scene = await open({ workers: 1 });
  const { webs, proxy, load, readers } = scene;
  const [frozen, other] = webs as [Member, Member];
  const { sends } = load.promised;
  expect(await waitUntil(() => sends.size > 100, WITHIN)).toBe(true);
  const readerOf = (member: Member) => readers.find((one) => one.member === member)?.reader;
  const longestMs = await freeze(frozen, WEB_FROZEN_MS, {
    acknowledged: () => sends.size,
    events: () => readerOf(other)?.seqs.length ?? 0,
  });
  const [resumedMs, answered] = [performance.now(), proxy.answered.get(frozen.url) ?? 0];
  expect(longestMs.acknowledged).toBeLessThan(NOTICED_MS);
  expect(longestMs.events).toBeLessThan(NOTICED_MS);
  const isBack = () => (proxy.answered.get(frozen.url) ?? 0) > answered + 20 && proxy.inRotation() === 2;
  expect(await waitUntil(isBack, WITHIN), "the resumed process serves").toBe(true);
  const servedMs = Math.round(performance.now() - resumedMs);
  const { lastSeq } = await readLogEnd(scene.database);
  const isCaughtUp = () => (readerOf(frozen)?.seqs.at(-1) ?? 0) >= lastSeq;
  expect(await waitUntil(isCaughtUp, WITHIN), "its streams go on").toBe(true);
  await verify(scene);
  const { again } = load.promised;
  report("a frozen web process", {
    longestMs,
    servedAgainMs: servedMs,
    sends: sends.size,
    events: lastSeq,
    repeated: again,
  });
}, 180_000);

test("a worker is frozen for longer than its leases: another takes over, and it acts on nothing stale when it goes on", async () => {
  const program = await openReceiver();
  onTestFinished(() => program.close());
  program.answer = async ({ answer }) => {
    await sleep(30); // its answers take so long: calls are on their way when the worker is frozen
    answer.writeHead(200, { "content-type": "application/json" }).end("{}");
  };
  const scene = await open({ workers: 2, callbackUrl: program.url });
  const { members, load, database } = scene;
  expect(await waitUntil(() => program.taken.length > 50, WITHIN)).toBe(true);
  const frozen = members.find(({ role }) => role === "worker") as Member;
  const longestMs = await freeze(frozen, WORKER_FROZEN_MS, { calls: () => program.taken.length });
  frozen.isUp = true;
  const callsThen = program.taken.length;
  expect(await waitUntil(() => program.taken.length > callsThen + 50, WITHIN)).toBe(true);
  await load.stop();
  expect(await waitUntil(async () => (await openSends(database)) === 0, { withinMs: 90_000 })).toBe(true);
  await verify(scene);
  const ids = program.taken.map(({ json }) => Number(json.message.id));
  expect(ids.length - new Set(ids).size, "no reply is sent twice").toBe(0);
  const [ends] = await database.query<{ unconfirmed: number; pending: number }>(
    `select count(*) filter (where is_unconfirmed)::int as unconfirmed, count(*) filter (where status = 'pending')::int as pending
       from message where direction = 'out'`,
  );
  report("a frozen worker", { longestMs, calls: ids.length, sends: load.promised.sends.size, ...ends });
  expect(ends).toEqual({ unconfirmed: 0, pending: 0 });
}, 300_000);

const openSends = async (database: Database): Promise<number> =>
  (await database.query("select 1 from send where settled_at is null limit 1")).length;
