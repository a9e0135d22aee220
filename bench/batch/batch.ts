import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "@/bench/lib/child";
import { execute, makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { type Bench, type BenchResult, compare } from "@/bench/lib/report";
import { BARE_SEQUENCE, bulkData, WRITTEN, type Written } from "@/bench/ticks/data";
import { CHANGED_PER_CALL, PER_CALL } from "./data";
import type { BatchAnswer, BatchQuestion } from "./load";

const TARGET = 0.5;
/** docs/decisions/0010. */
const REACHED = 0.27;
const CONNECTIONS = 4;
/** Messages in the tables, calls per round, and rounds. */
const SIZES = {
  tiny: { messages: 3_000, calls: 2, rounds: 1 },
  short: { messages: 40_000, calls: 40, rounds: 5 },
  long: { messages: 1_000_000, calls: 300, rounds: 5 },
};

/** B2: a hundred receipts per call, a tenth repeated and a tenth out of order, against one statement per call. */
export const batch: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("batch");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const token = randomBytes(24).toString("base64url");
    const roles = await postgres.create("ours");
    const [oursUrl, bareUrl] = [postgres.urlOf("ours"), postgres.urlOf("bare")];
    const env = { ...roles, DATA_DIR: place.dataDir, ADMIN_API_TOKEN: token, LOG_LEVEL: "warn" };
    await (await startReadyProduct(env)).stop();
    await execute(oursUrl, bulkData(size.messages));
    await postgres.execute("create database bare template ours");
    await execute(bareUrl, BARE_SEQUENCE);
    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const load = startChild<BatchQuestion, BatchAnswer>(new URL("./load.ts", import.meta.url));
    closers.push(() => load.stop());
    const port = Number(new URL(product.url).port);
    return await measure(size, {
      ours: {
        url: oursUrl,
        send: (from, calls) => load.request(toQuestion({ kind: "ours", port, token }, from, calls)),
      },
      bare: {
        url: bareUrl,
        send: (from, calls) => load.request(toQuestion({ kind: "bare", url: bareUrl }, from, calls)),
      },
    });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

const toQuestion = (target: BatchQuestion["target"], from: number, calls: number): BatchQuestion => ({
  target,
  connections: CONNECTIONS,
  from,
  calls,
});

type Side = { url: string; send(from: number, calls: number): Promise<BatchAnswer> };

async function measure(
  { calls, rounds }: (typeof SIZES)["short"],
  sides: Record<"ours" | "bare", Side>,
): Promise<BenchResult> {
  const faults: string[] = [];
  const used = { ours: 1, bare: 1 };

  /** Receipts per second. The answers must agree with the rows. */
  async function round(name: "ours" | "bare"): Promise<number> {
    const { url, send } = sides[name];
    const before = await queryOne<Written>(url, WRITTEN);
    const done = await send(used[name], calls);
    used[name] += calls * CHANGED_PER_CALL;
    const after = await settled(url);
    const written = {
      changes: after.changes - before.changes,
      events: after.events - before.events,
      receipts: after.receipts - before.receipts,
    };
    const expected = {
      changes: calls * CHANGED_PER_CALL,
      events: calls * CHANGED_PER_CALL,
      receipts: calls * PER_CALL,
    };
    if (JSON.stringify(written) !== JSON.stringify(expected))
      faults.push(`${name}: ${JSON.stringify(written)} written, ${JSON.stringify(expected)} expected`);
    faults.push(...done.failures.map((failure) => `${name}: ${failure}`));
    return done.receipts / done.seconds;
  }

  await round("ours");
  const compared = await compare({
    ours: () => round("ours"),
    bare: () => round("bare"),
    rounds,
  });
  const { ours, bare, ratio, isVoid } = compared;
  const line = {
    name: "batch-100",
    ours,
    bare,
    ratio,
    unit: "receipts/s",
    target: `≥ ${TARGET}`,
    leastRatio: TARGET,
    reachedRatio: REACHED,
    isVoid,
  };
  return { lines: [line], faults, detail: { compared } };
}

async function settled(url: string): Promise<Written> {
  for (;;) {
    const written = await queryOne<Written>(url, WRITTEN);
    if (written.waiting === 0) return written;
    await sleep(20);
  }
}
