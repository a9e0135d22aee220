import { startChild } from "@/bench/lib/child";
import { openAccount, RAISE_IDS } from "@/bench/lib/filled-account";
import { execute, makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { type Bench, type BenchResult, type Compared, compare } from "@/bench/lib/report";
import { bulkData, PER_CONVERSATION } from "@/bench/ticks/data";
import type { ReceiverAnswer, ReceiverQuestion } from "@/bench/webhooks/receiver";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { CommitAnswer, CommitQuestion } from "./writers";

const TARGET = 0.9;
/** The ratio reached with a webhook, on two cores that the receiver shares; the gate compares with it. */
const REACHED = 0.8;
const SIZES = {
  tiny: { messages: 1_000, commits: 40, rounds: 1 },
  short: { messages: 20_000, commits: 600, rounds: 5 },
  long: { messages: 200_000, commits: 4_000, rounds: 5 },
};
const COUNT = `select (select count(*)::int from message) as messages,
  ((select count(*) from outbox) + (select count(*) from event))::int as events`;

/** Webhooks may arrive at most so long after the commits. */
const WITHIN_MS = 60_000;

/** Commits of messages by 32 writers with relay and hub, against without; and with a webhook, against without. */
export const commit: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  const place = makeFolder("commit");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    await postgres.execute("create database relayed");
    await openAccount(postgres.urlOf("relayed"));
    await execute(postgres.urlOf("relayed"), bulkData(size.messages));
    await execute(postgres.urlOf("relayed"), RAISE_IDS);
    await postgres.execute("create database silent template relayed");
    await postgres.execute("create database hooked template relayed");
    const receiver = startChild<ReceiverQuestion, ReceiverAnswer>(
      new URL("../webhooks/receiver.ts", import.meta.url),
    );
    closers.push(() => receiver.stop());
    const { port } = await receiver.request({ kind: "open" });
    const writersOn = (database: Name) => {
      const child = startChild<CommitQuestion, CommitAnswer>(new URL("./writers.ts", import.meta.url), {
        LOG_LEVEL: "warn",
        NEXTAUTH_SECRET: "of this bench, and long enough",
      });
      closers.push(() => child.stop());
      const question = {
        databaseUrl: postgres.urlOf(database),
        isRelayed: database !== "silent",
        webhookUrl: database === "hooked" ? `http://127.0.0.1:${port}/ok` : null,
        conversations: size.messages / PER_CONVERSATION,
        commits: size.commits,
      };
      return { url: question.databaseUrl, write: () => child.request(question) };
    };
    const takeAll = () => allTaken(receiver, size.commits);
    return await measure(
      size,
      { relayed: writersOn("relayed"), silent: writersOn("silent"), hooked: writersOn("hooked") },
      takeAll,
    );
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Name = "relayed" | "silent" | "hooked";
type Side = { url: string; write(): Promise<CommitAnswer> };

/** Waits for so many webhooks. Returns how many different events arrived. */
async function allTaken(
  receiver: { request(question: ReceiverQuestion): Promise<ReceiverAnswer> },
  count: number,
) {
  const ids = new Set<string>();
  await waitUntil(
    async () => {
      for (const [, id] of (await receiver.request({ kind: "taken" })).taken) ids.add(id);
      return ids.size >= count;
    },
    { withinMs: WITHIN_MS },
  );
  return ids.size;
}

async function measure(
  { commits, rounds }: (typeof SIZES)["short"],
  sides: Record<Name, Side>,
  takeAll: () => Promise<number>,
): Promise<BenchResult> {
  const faults: string[] = [];
  async function round(name: Name): Promise<number> {
    const { url, write } = sides[name];
    const before = await queryOne<{ messages: number; events: number }>(url, COUNT);
    const { seconds, events, failures } = await write();
    const after = await queryOne<{ messages: number; events: number }>(url, COUNT);
    faults.push(...failures.map((failure) => `${name}: ${failure}`));
    const [messages, written] = [after.messages - before.messages, after.events - before.events];
    if (messages !== commits || written !== events || events !== commits)
      faults.push(`${name}: ${messages} messages and ${written} events of ${commits} commits`);
    const taken = name === "hooked" ? await takeAll() : commits;
    if (taken !== commits) faults.push(`${name}: ${taken} webhooks of ${commits} commits`);
    return commits / seconds;
  }
  for (const name of ["relayed", "silent", "hooked"] as const) await sides[name].write();
  await takeAll();
  const relay = await compare({ ours: () => round("relayed"), bare: () => round("silent"), rounds });
  const webhooks = await compare({ ours: () => round("hooked"), bare: () => round("relayed"), rounds });
  const lines = [
    lineOf("commit-32-writers", relay),
    { ...lineOf("commit-with-webhooks", webhooks), reachedRatio: REACHED },
  ];
  return { lines, faults, detail: { relay, webhooks } };
}

const lineOf = (name: string, { ours, bare, ratio, isVoid }: Compared) => ({
  name,
  ours,
  bare,
  ratio,
  unit: "commits/s",
  target: `≥ ${TARGET}`,
  leastRatio: TARGET,
  isVoid,
});
