import { startChild } from "../lib/child";
import { ask, execute, makePlace, startPostgres } from "../lib/place";
import type { Bench, BenchResult } from "../lib/report";
import { compare } from "../lib/rounds";
import { bulkData, PER_CONVERSATION } from "../ticks/data";
import { openAccount } from "./account";
import type { CommitAnswer, CommitQuestion } from "./writers";

const TARGET = 0.9;
const ROUNDS = 5;
const SIZES = { short: { messages: 20_000, commits: 600 }, long: { messages: 200_000, commits: 4_000 } };
/** The bulk's ids are its own; those of the writers come after. */
const RAISE_IDS = `select setval(pg_get_serial_sequence('message', 'id'), (select max(id) from message))`;
const COUNT = `select (select count(*)::int from message) as messages,
  ((select count(*) from outbox) + (select count(*) from event))::int as events`;

/** Commits of messages by 32 writers with relay and hub, against the same without. */
export const commit: Bench = async ({ isShort }) => {
  const size = isShort ? SIZES.short : SIZES.long;
  const place = makePlace("commit");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    await postgres.execute("create database told");
    await openAccount(postgres.urlOf("told"));
    await execute(postgres.urlOf("told"), bulkData(size.messages));
    await execute(postgres.urlOf("told"), RAISE_IDS);
    await postgres.execute("create database untold template told");
    const writersOn = (database: "told" | "untold") => {
      const child = startChild<CommitQuestion, CommitAnswer>(new URL("./writers.ts", import.meta.url), {
        LOG_LEVEL: "warn",
      });
      closers.push(() => child.stop());
      const question = {
        databaseUrl: postgres.urlOf(database),
        isTold: database === "told",
        conversations: size.messages / PER_CONVERSATION,
        commits: size.commits,
      };
      return { url: question.databaseUrl, write: () => child.ask(question) };
    };
    return await measure(size.commits, { told: writersOn("told"), untold: writersOn("untold") });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Side = { url: string; write(): Promise<CommitAnswer> };

async function measure(commits: number, sides: Record<"told" | "untold", Side>): Promise<BenchResult> {
  const faults: string[] = [];
  async function round(name: "told" | "untold"): Promise<number> {
    const { url, write } = sides[name];
    const before = await ask<{ messages: number; events: number }>(url, COUNT);
    const { seconds, events, failures } = await write();
    const after = await ask<{ messages: number; events: number }>(url, COUNT);
    faults.push(...failures.map((failure) => `${name}: ${failure}`));
    const [messages, told] = [after.messages - before.messages, after.events - before.events];
    if (messages !== commits || told !== events || events !== commits)
      faults.push(`${name}: ${messages} messages and ${told} events of ${commits} commits`);
    return commits / seconds;
  }
  await round("told");
  const compared = await compare({ ours: () => round("told"), bare: () => round("untold"), rounds: ROUNDS });
  const { ours, bare, ratio, isVoid } = compared;
  const line = {
    name: "commit-32-writers",
    ours,
    bare,
    ratio,
    unit: "commits/s",
    target: `≥ ${TARGET}`,
    leastRatio: TARGET,
    isVoid,
  };
  return { lines: [line], faults, detail: { compared } };
}
