import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "@/bench/lib/child";
import { execute, makeFolder, queryOne, type RoleEnv, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { type Bench, type BenchResult, compare, type Line } from "@/bench/lib/report";
import { BARE_SEQUENCE, bulkData, WRITTEN, type Written } from "./data";
import type { LoadAnswer, LoadQuestion, Target } from "./load";

const TARGET = 1.2;
/** docs/decisions/0010. */
const REACHED = { 32: 0.73, 128: 0.95 } as const;
const TARGET_P99 = "≤ 15 ms";
const CONNECTIONS = [32, 128] as const;
const KINDS = ["patch", "receipts"] as const;

/**
 * Messages in the tables, messages per round, rounds, and the duration of the open loop. A round has far more messages than
 * connections: two ticks of one message in the same transaction would be one change.
 */
const SIZES = {
  tiny: { messages: 9_000, slice: 450, rounds: 1, openSeconds: 2 },
  short: { messages: 50_000, slice: 450, rounds: 5, openSeconds: 4 },
  long: { messages: 1_000_000, slice: 8_000, rounds: 5, openSeconds: 20 },
};

/** B1: one tick per request, durable, by the Chatwoot PATCH and by /v1/receipts, against node:http with one statement. */
export const ticks: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("ticks");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const token = randomBytes(24).toString("base64url");
    const env = { ...(await postgres.create("ours")), DATA_DIR: place.dataDir, ADMIN_API_TOKEN: token };
    await makeData(env, postgres.urlOf("ours"), size.messages);
    await postgres.execute("create database bare template ours");
    await execute(postgres.urlOf("bare"), BARE_SEQUENCE);

    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const bareServer = startChild<{ databaseUrl: string }, { port: number }>(
      new URL("./bare-server.ts", import.meta.url),
    );
    closers.push(() => bareServer.stop());
    const load = startChild<LoadQuestion, LoadAnswer>(new URL("./load.ts", import.meta.url));
    closers.push(() => load.stop());
    const { port } = await bareServer.request({ databaseUrl: postgres.urlOf("bare") });
    const sides = {
      ours: { database: postgres.urlOf("ours"), port: Number(new URL(product.url).port) },
      bare: { database: postgres.urlOf("bare"), port },
    };
    return await measure({ load, token, sides, size });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Env = RoleEnv & { DATA_DIR: string; ADMIN_API_TOKEN: string };

/** Starts the product once, which creates tables and account; SQL adds the rest. */
async function makeData(env: Env, url: string, messages: number): Promise<void> {
  const first = await startReadyProduct(env);
  await first.stop();
  await execute(url, bulkData(messages));
}

type Measuring = {
  load: Child<LoadQuestion, LoadAnswer>;
  token: string;
  sides: Record<"ours" | "bare", { database: string; port: number }>;
  size: (typeof SIZES)["short"];
};

async function measure({ load, token, sides, size }: Measuring): Promise<BenchResult> {
  const faults: string[] = [];
  const lines: Line[] = [];
  const detail: Record<string, unknown> = { size };
  const used = { ours: 0, bare: 0 };

  /** One round on fresh messages. The answers must agree with the rows. */
  async function round(
    side: "ours" | "bare",
    kind: Target["kind"],
    connections: number,
    rate: number | null,
    count = size.slice,
  ) {
    const { database, port } = sides[side];
    const before = await queryOne<Written>(database, WRITTEN);
    const slice = { from: used[side], count, of: size.messages };
    used[side] += count;
    const done = await load.request({ target: { kind, port, token }, connections, slice, rate });
    faults.push(
      ...done.failures.map((failure) => `${kind}: ${failure}`),
      ...compareWritten(kind, done, before, await settled(database)),
    );
    return done;
  }
  const rateOf = async (answer: Promise<LoadAnswer>) =>
    answer.then(({ requests, seconds }) => requests / seconds);

  for (const kind of KINDS) await round("ours", kind, 32, null);
  await round("bare", "bare", 32, null);
  for (const connections of CONNECTIONS) {
    for (const kind of KINDS) {
      const compared = await compare({
        ours: () => rateOf(round("ours", kind, connections, null)),
        bare: () => rateOf(round("bare", "bare", connections, null)),
        rounds: size.rounds,
      });
      const { ours, bare, ratio, isVoid } = compared;
      const name = `ticks-${kind}-c${connections}`;
      const gate = { target: `≥ ${TARGET}`, leastRatio: TARGET, reachedRatio: REACHED[connections] };
      lines.push({ name, ours, bare, ratio, unit: "/s", ...gate, isVoid });
      detail[name] = compared;
    }
  }

  const rate = Math.round(Math.min(...lines.map((line) => line.ours)) / 2);
  const count = Math.round((rate * size.openSeconds) / 3);
  const open = {
    ours: await round("ours", "receipts", 32, rate, count),
    bare: await round("bare", "bare", 32, rate, count),
  };
  const p99 = { ours: rounded(open.ours.p99), bare: rounded(open.bare.p99) };
  const ratio = p99.ours / p99.bare;
  const name = `ticks-receipts-p99-at-${rate}/s`;
  lines.push({
    name,
    ...p99,
    ratio: { median: ratio, min: ratio, max: ratio },
    unit: "ms",
    target: TARGET_P99,
    isVoid: false,
  });
  return { lines, faults, detail: { ...detail, open, written: await bothWritten(sides) } };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

async function bothWritten(sides: Measuring["sides"]) {
  return {
    ours: await queryOne<Written>(sides.ours.database, WRITTEN),
    bare: await queryOne<Written>(sides.bare.database, WRITTEN),
  };
}

/** Waits until everything committed is in the log. */
async function settled(database: string): Promise<Written> {
  for (;;) {
    const written = await queryOne<Written>(database, WRITTEN);
    if (written.waiting === 0) return written;
    await sleep(20);
  }
}

/** Checks changes, receipts and events against the answers: none lost or doubled, no event without a change. */
function compareWritten(kind: string, done: LoadAnswer, before: Written, after: Written): string[] {
  const expected = {
    changes: done.applied,
    applied: done.applied,
    events: done.applied,
    receipts: done.requests,
  };
  return (["changes", "applied", "events", "receipts"] as const).flatMap((what) => {
    const written = after[what] - before[what];
    return written === expected[what]
      ? []
      : [`${kind}: ${written} ${what} written, ${expected[what]} answered`];
  });
}
