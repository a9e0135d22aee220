import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "@/bench/lib/child";
import { cpuSeconds, postgresSeconds } from "@/bench/lib/cpu";
import { type BenchPostgres, execute, makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { type Bench, type BenchResult, compare, type Line } from "@/bench/lib/report";
import { BARE_SEQUENCE, bulkData } from "@/bench/ticks/data";
import type { LoadAnswer, LoadQuestion } from "./load";
import { BARE_DISPLAY_ID, LONG_DATA, OPERATIONS, type OperationName } from "./operations";

const CONNECTIONS = 16;
/** The ratio wanted, and the one reached so far: the gate compares with the lesser. */
const RATIOS: Readonly<Record<OperationName, { target: number; reached: number }>> = {
  reply: { target: 0.35, reached: 0.18 },
  "known-customer": { target: 0.35, reached: 0.22 },
  "new-customer": { target: 0.3, reached: 0.12 },
  status: { target: 0.35, reached: 0.22 },
  list: { target: 0.5, reached: 0.42 },
  thread: { target: 0.5, reached: 0.5 },
  conversation: { target: 0.5, reached: 0.34 },
};
/** Messages in the tables, requests of a round to the product and to the baseline, and rounds. */
const SIZES = {
  tiny: { messages: 4_000, requests: 20, bareRequests: 20, rounds: 1 },
  short: { messages: 40_000, requests: 300, bareRequests: 2_000, rounds: 3 },
  long: { messages: 400_000, requests: 2_000, bareRequests: 20_000, rounds: 5 },
};
/** Lets Postgres count its statements. */
const COUNTED = { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track": "top" };

type Size = (typeof SIZES)["short"];
type Side = { url: string; port: number; pid: number };
type Measuring = {
  load: Child<LoadQuestion, LoadAnswer>;
  token: string;
  sides: Record<"ours" | "bare", Side>;
  size: Size;
  postgres: BenchPostgres;
  isCounted: boolean;
};

/** What agents and integrators do all day over /v1, each against node:http with one statement that writes the same rows. */
export const commands: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("commands");
  const isCounted = scale !== "tiny"; // a smoke run shares a Postgres that does not count
  const postgres = await startPostgres(place.dataDir, isCounted ? COUNTED : {});
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const token = randomBytes(24).toString("base64url");
    const roles = await postgres.create("ours");
    const [oursUrl, bareUrl] = [postgres.urlOf("ours"), postgres.urlOf("bare")];
    const env = { ...roles, DATA_DIR: place.dataDir, ADMIN_API_TOKEN: token, LOG_LEVEL: "warn" };
    await (await startReadyProduct(env)).stop();
    await execute(oursUrl, bulkData(size.messages));
    await execute(oursUrl, LONG_DATA);
    await postgres.execute("create database bare template ours");
    await execute(bareUrl, BARE_SEQUENCE);
    await execute(bareUrl, BARE_DISPLAY_ID);
    if (isCounted) await postgres.execute("create extension pg_stat_statements");

    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const bareServer = startChild<{ databaseUrl: string }, { port: number; pid: number }>(
      new URL("./bare-server.ts", import.meta.url),
    );
    closers.push(() => bareServer.stop());
    const load = startChild<LoadQuestion, LoadAnswer>(new URL("./load.ts", import.meta.url));
    closers.push(() => load.stop());
    const bare = await bareServer.request({ databaseUrl: bareUrl });
    const sides = {
      ours: { url: oursUrl, port: Number(new URL(product.url).port), pid: product.pid },
      bare: { url: bareUrl, ...bare },
    };
    return await measure({ load, token, sides, size, postgres, isCounted });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

async function measure(on: Measuring): Promise<BenchResult> {
  const faults: string[] = [];
  const lines: Line[] = [];
  const detail: Record<string, unknown> = { size: on.size };
  const used = { ours: 0, bare: 0 };

  /** One round of fresh requests. As many messages must be stored as were answered. */
  async function round(name: OperationName, side: "ours" | "bare", connections = CONNECTIONS) {
    const { url, port } = on.sides[side];
    const count = side === "ours" ? on.size.requests : on.size.bareRequests;
    const before = await messagesOf(url);
    const done = await on.load.request({
      operation: name,
      side,
      port,
      token: on.token,
      connections,
      from: used[side],
      count,
      of: on.size.messages,
    });
    used[side] += count;
    const written = (await messagesOf(url)) - before;
    const expected = OPERATIONS[name].messages * count;
    faults.push(...done.failures.map((failure) => `${name}, ${side}: ${failure}`));
    if (written !== expected)
      faults.push(`${name}, ${side}: ${written} messages written, ${expected} answered`);
    return done;
  }
  const rateOf = ({ requests, seconds }: LoadAnswer) => requests / seconds;

  for (const name of Object.keys(OPERATIONS) as OperationName[]) {
    // the keys of the table
    await round(name, "ours");
    const cost = await costOf(on, () => round(name, "ours"));
    const alone = await round(name, "ours", 1);
    const compared = await compare({
      ours: async () => rateOf(await round(name, "ours")),
      bare: async () => rateOf(await round(name, "bare")),
      rounds: on.size.rounds,
    });
    const { ours, bare, ratio, isVoid } = compared;
    const { target, reached } = RATIOS[name];
    const gate = { target: `≥ ${target}`, leastRatio: target, reachedRatio: reached };
    lines.push({ name: `commands-${name}`, ours, bare, ratio, unit: "/s", ...gate, isVoid });
    detail[name] = { compared, ...cost, p50AloneMs: alone.p50 };
  }
  return { lines, faults, detail };
}

/** Percentiles in ms, processor ms and statements of one request of the product, with what follows it until the log has it. */
async function costOf({ sides: { ours }, postgres, isCounted }: Measuring, round: () => Promise<LoadAnswer>) {
  const read = async () => ({
    node: cpuSeconds(ours.pid),
    postgres: await postgresSeconds(ours.url),
    statements: isCounted
      ? (await queryOne<{ calls: number }>(postgres.urlOf("postgres"), CALLS)).calls
      : Number.NaN,
  });
  const before = await read();
  const { requests, p50, p99 } = await round();
  await settled(ours.url);
  const after = await read();
  return {
    p50Ms: p50,
    p99Ms: p99,
    nodeMs: ((after.node - before.node) * 1000) / requests,
    postgresMs: ((after.postgres - before.postgres) * 1000) / requests,
    statements: (after.statements - before.statements) / requests,
  };
}

const CALLS = `
  select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s
    join pg_database d on d.oid = s.dbid where d.datname = 'ours'`;

const messagesOf = async (url: string): Promise<number> =>
  (await queryOne<{ count: number }>(url, "select count(*)::int as count from message")).count;

/** Waits until everything committed is in the log. */
async function settled(url: string): Promise<void> {
  const isWaiting = async () =>
    (await queryOne<{ waiting: boolean }>(url, "select exists (select 1 from outbox) as waiting")).waiting;
  while (await isWaiting()) await sleep(20);
}
