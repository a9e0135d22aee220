import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "@/bench/lib/child";
import { execute, makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, type Product, startReadyProduct } from "@/bench/lib/product";
import { type Bench, type BenchResult, compare, type Line } from "@/bench/lib/report";
import { atMost, comparedLine } from "@/bench/live/readers";
import { sessionCookie } from "@/bench/recovery/readers";
import { bulkData, WRITTEN, type Written } from "@/bench/ticks/data";
import type { LoadAnswer, LoadQuestion } from "./load";

const CONNECTIONS = 32;
const SIZES = {
  tiny: { messages: 2_000, reads: 20, ticks: 20, rounds: 1, across: { readers: 2, seconds: 0.2 } },
  short: { messages: 40_000, reads: 1_500, ticks: 1_500, rounds: 5, across: { readers: 20, seconds: 5 } },
  long: { messages: 400_000, reads: 10_000, ticks: 15_000, rounds: 5, across: { readers: 50, seconds: 30 } },
};
const TICKS_PER_SECOND = 50;
/**
 * On two cores the load, Postgres and both processes share what one process has nearly alone: a ratio near 1 is the
 * most to expect.
 */
const TARGET_RATIO = 0.85;
const ACROSS_MS_MAX = 100;

/** Two web processes against one on the same database: reads, ticks, and ticks until streams of the other process have them. */
export const multi: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("multi");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const roles = await postgres.create("ours");
    const database = postgres.urlOf("ours");
    const token = randomBytes(24).toString("base64url");
    const secret = randomBytes(24).toString("base64url");
    const env = {
      ROLE: "web",
      ...roles,
      DATA_DIR: place.dataDir,
      ADMIN_API_TOKEN: token,
      AUTH_SECRET: secret,
    };
    const one = await startReadyProduct(env);
    closers.push(one.stop);
    await execute(database, bulkData(size.messages));
    const two = await startReadyProduct(env);
    closers.push(two.stop);
    const load = startChild<LoadQuestion, LoadAnswer>(new URL("./load.ts", import.meta.url));
    closers.push(load.stop);
    const ports = [one, two].map(({ url }) => Number(new URL(url).port));
    const idle = scale === "tiny" ? [] : await idleCpu([one, two]);
    const cookie = await sessionCookie(1, secret);
    const measured = await measure({ load, token, cookie, database, ports, size });
    return { ...measured, detail: { ...measured.detail, size, idleCpuPercent: idle } };
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Measuring = {
  load: Child<LoadQuestion, LoadAnswer>;
  token: string;
  cookie: string;
  database: string;
  ports: number[];
  size: (typeof SIZES)["short"];
};

async function measure({ load, token, cookie, database, ports, size }: Measuring): Promise<BenchResult> {
  const faults: string[] = [];
  const lines: Line[] = [];
  let used = 0;
  const first = ports.slice(0, 1);

  const reads = async (at: number[]) => {
    const done = await load.request({
      kind: "reads",
      token,
      ports: at,
      connections: CONNECTIONS,
      count: size.reads,
    });
    faults.push(...done.failures);
    return done.requests / done.seconds;
  };
  /** Every tick answered as applied is one event in the log. */
  const ticked = async (question: LoadQuestion) => {
    const before = await settled(database);
    const done = await load.request(question);
    const after = await settled(database);
    faults.push(...done.failures);
    const events = after.events - before.events;
    if (events !== done.applied || done.applied !== done.requests)
      faults.push(`${done.requests} ticks, ${done.applied} applied, ${events} events`);
    return done;
  };
  const slice = (count: number) => {
    const from = used;
    used += count;
    return { from, count };
  };
  const ticks = async (at: number[]) => {
    const question = { kind: "ticks", token, ports: at, connections: CONNECTIONS } as const;
    const done = await ticked({ ...question, slice: slice(size.ticks) });
    return done.requests / done.seconds;
  };

  for (const [name, work] of [
    ["multi-reads", reads],
    ["multi-ticks", ticks],
  ] as const) {
    await work(ports); // warms up
    const compared = await compare({ ours: () => work(ports), bare: () => work(first), rounds: size.rounds });
    const { ours, bare, ratio, isVoid } = compared;
    const target = `≥ ${TARGET_RATIO} on 2 cores`;
    lines.push({ name, ours, bare, ratio, unit: "/s", target, leastRatio: TARGET_RATIO, isVoid });
  }

  const [tickPort = 0, readPort = 0] = ports;
  const { readers, seconds } = size.across;
  const across = await ticked({
    kind: "across",
    token,
    cookie,
    tickPort,
    readPort,
    readers,
    perSecond: TICKS_PER_SECOND,
    slice: slice(TICKS_PER_SECOND * seconds),
  });
  const latency = { bare: null, unit: "ms" };
  lines.push(comparedLine({ name: "multi-across-p50", ours: across.p50, ...latency }));
  const isVoid = lines.some((line) => line.isVoid);
  lines.push(atMost(ACROSS_MS_MAX, { name: "multi-across-p99", ours: across.p99, ...latency, isVoid }));
  return { lines, faults, detail: { across } };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** Waits until everything committed is in the log. */
async function settled(database: string): Promise<Written> {
  for (;;) {
    const written = await queryOne<Written>(database, WRITTEN);
    if (written.waiting === 0) return written;
    await sleep(20);
  }
}

const IDLE_MS = 5_000;
/** Clock ticks per second in /proc. */
const CLOCK_HZ = 100;

/** CPU of each idle process over a few seconds, in percent of a core. */
async function idleCpu(products: readonly Product[]): Promise<number[]> {
  const used = () =>
    products.map(({ pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      return Number(fields[11]) + Number(fields[12]);
    });
  await sleep(2_000); // until the start is over
  const before = used();
  await sleep(IDLE_MS);
  return used().map((now, i) => rounded(((now - (before[i] ?? 0)) / CLOCK_HZ / (IDLE_MS / 1000)) * 100));
}
