import { onFilledAccount } from "@/bench/lib/filled-account";
import { type Bench, type BenchResult, compare, type Line, percentile } from "@/bench/lib/report";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { BareAnswer, BareQuestion } from "./bare";
import type { ReceiverAnswer, ReceiverQuestion } from "./receiver";
import type { SenderAnswer, SenderQuestion } from "./sender";

const IN_FLIGHT = 64;
const ENDPOINTS = 10;
const TARGET = 0.4;
const HANGING_TARGET = 2;
/** Webhooks may arrive at most so long after the commits. */
const WITHIN_MS = 60_000;
const SIZES = {
  tiny: { messages: 10_000, posts: 100, rounds: 1, drain: 100, seconds: 0.2 },
  short: { messages: 10_000, posts: 10_000, rounds: 3, drain: 10_000, seconds: 4 },
  long: { messages: 100_000, posts: 20_000, rounds: 5, drain: 50_000, seconds: 20 },
};
type Sides = {
  sender: { request(question: SenderQuestion): Promise<SenderAnswer> };
  bare: { request(question: BareQuestion): Promise<BareAnswer> };
  receiver: { request(question: ReceiverQuestion): Promise<ReceiverAnswer> };
  port: number;
};

/**
 * Deliveries from the log to a receiver in another process, against a loop that only signs and posts; the latency of
 * one; the duration of an outage's backlog; and the effect of one hanging endpoint on nine others.
 */
export const webhooks: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  return onFilledAccount({ folder: "webhooks", messages: size.messages }, async ({ databaseUrl, child }) => {
    const receiver = child<ReceiverQuestion, ReceiverAnswer>(new URL("./receiver.ts", import.meta.url));
    const sender = child<SenderQuestion, SenderAnswer>(new URL("./sender.ts", import.meta.url));
    const bare = child<BareQuestion, BareAnswer>(new URL("./bare.ts", import.meta.url));
    const { port } = await receiver.request({ kind: "open" });
    await sender.request({ kind: "open", databaseUrl });
    const sides = { sender, bare, receiver, port };
    return join([
      await throughput(sides, size),
      await drained(sides, size.drain),
      await firstByte(sides, size.seconds),
      await withHanging(sides, size.seconds),
    ]);
  });
};

const join = (results: BenchResult[]): BenchResult => ({
  lines: results.flatMap(({ lines }) => lines),
  faults: results.flatMap(({ faults }) => faults),
  detail: results.map(({ detail }) => detail),
});

const pathTo = (port: number, path: string) => `http://127.0.0.1:${port}/${path}`;

/** Sustained: events of the log are delivered 64 at a time. Every event must arrive once. */
async function throughput({ sender, bare, receiver, port }: Sides, size: { posts: number; rounds: number }) {
  const { posts, rounds } = size;
  const faults: string[] = [];
  const lines: Line[] = [];
  for (const format of ["tickline", "freescout"] as const) {
    await sender.request({ kind: "endpoints", urls: [pathTo(port, "ok")], format, concurrency: IN_FLIGHT });
    const ours = async () => {
      await receiver.request({ kind: "taken" });
      const { seconds } = await sender.request({ kind: "drain", events: posts });
      const { taken } = await receiver.request({ kind: "taken" });
      const distinct = new Set(taken.map(([, id]) => id)).size;
      if (taken.length !== posts || distinct !== posts)
        faults.push(`${format}: ${posts} events, ${taken.length} POSTs of ${distinct}`);
      return posts / seconds;
    };
    const plain = async () => {
      const { seconds, failures } = await bare.request({ port, posts, inFlight: IN_FLIGHT });
      if (failures > 0) faults.push(`bare: ${failures} failed`);
      return posts / seconds;
    };
    await ours();
    await plain();
    const compared = await compare({ ours, bare: plain, rounds });
    lines.push({
      name: `webhooks-${format}`,
      ours: compared.ours,
      bare: compared.bare,
      ratio: compared.ratio,
      unit: "deliveries/s",
      target: `≥ ${TARGET}, ≥ 5000/s`,
      leastRatio: TARGET,
      isVoid: compared.isVoid,
    });
  }
  return { lines, faults, detail: { posts, rounds } };
}

/** The backlog of an endpoint that was off, from switching it on until the last delivery. */
async function drained({ sender, receiver, port }: Sides, events: number): Promise<BenchResult> {
  await sender.request({
    kind: "endpoints",
    urls: [pathTo(port, "ok")],
    format: "tickline",
    concurrency: IN_FLIGHT,
  });
  await receiver.request({ kind: "taken" });
  const { seconds } = await sender.request({ kind: "drain", events });
  const { taken } = await receiver.request({ kind: "taken" });
  const faults = taken.length === events ? [] : [`drain: ${events} events, ${taken.length} POSTs`];
  return {
    lines: [lineOf("webhooks-drain", { ours: round(seconds), unit: `s for ${events}` })],
    faults,
    detail: {},
  };
}

/** From commit to the first byte at the receiver. */
async function firstByte(sides: Sides, seconds: number): Promise<BenchResult> {
  const urls = [pathTo(sides.port, "ok")];
  const lines: Line[] = [];
  const faults: string[] = [];
  for (const perSecond of [100, 1_000]) {
    await sides.sender.request({ kind: "endpoints", urls, format: "tickline", concurrency: IN_FLIGHT });
    const {
      latencies,
      fault,
      perSecond: reached,
    } = await paced(sides, { perSecond, seconds, paths: ["/ok"] });
    if (fault) faults.push(fault);
    const unit = `ms at ${reached}/s`;
    lines.push(lineOf(`webhooks-first-byte-p50-${perSecond}`, { ours: at(latencies, 50), unit }));
    lines.push(lineOf(`webhooks-first-byte-p99-${perSecond}`, { ours: at(latencies, 99), unit }));
  }
  return { lines, faults, detail: {} };
}

/** The p99 of nine endpoints while a tenth hangs, against the p99 while none hangs. */
async function withHanging(sides: Sides, seconds: number): Promise<BenchResult> {
  const paths = Array.from({ length: ENDPOINTS - 1 }, (_, n) => `/ok${n}`);
  const p99 = async (tenth: string) => {
    const urls = [...paths.map((path) => path.slice(1)), tenth].map((path) => pathTo(sides.port, path));
    await sides.sender.request({ kind: "endpoints", urls, format: "tickline", concurrency: 8 });
    const { latencies, fault } = await paced(sides, { perSecond: 100, seconds, paths });
    return { ms: at(latencies, 99), fault };
  };
  const calm = await p99("ok9");
  const hanging = await p99("hang");
  const ratio = hanging.ms / calm.ms;
  const line: Line = {
    ...lineOf("webhooks-with-hanging-p99", { ours: hanging.ms, unit: "ms" }),
    bare: calm.ms,
    ratio: { median: ratio, min: ratio, max: ratio },
    target: `≤ ${HANGING_TARGET}`,
    mostRatio: HANGING_TARGET,
  };
  return { lines: [line], faults: [calm.fault, hanging.fault].filter((fault) => fault !== null), detail: {} };
}

type Paced = { perSecond: number; seconds: number; paths: string[] };

/** Measures at a rate, after a warm-up that opens the connections. */
async function paced(sides: Sides, measured: Paced) {
  const { fault } = await committed(sides, { ...measured, perSecond: 50, seconds: 1 });
  return fault ? { latencies: [], fault, perSecond: 0 } : committed(sides, measured);
}

/** Commits at a rate. Returns the sorted delays from commit to the first byte at each of these paths. */
async function committed({ sender, receiver }: Sides, { perSecond, seconds, paths }: Paced) {
  await receiver.request({ kind: "taken" });
  const { committed: events, seconds: took } = await sender.request({ kind: "pace", perSecond, seconds });
  const at = new Map(events);
  const latencies: number[] = [];
  const arrived = async () => {
    for (const [path, id, atMs] of (await receiver.request({ kind: "taken" })).taken) {
      const committedMs = at.get(id);
      if (committedMs !== undefined && paths.includes(path)) latencies.push(Math.max(0, atMs - committedMs));
    }
    return latencies.length >= events.length * paths.length;
  };
  const all = await waitUntil(arrived, { withinMs: WITHIN_MS });
  const isExact = all && latencies.length === events.length * paths.length;
  const fault = isExact
    ? null
    : `${perSecond}/s: ${events.length} events to ${paths.length} endpoints, ${latencies.length} POSTs`;
  return {
    latencies: latencies.sort((a, b) => a - b),
    fault,
    perSecond: Math.round(events.length / took),
  };
}

const round = (value: number) => Math.round(value * 10) / 10;
const at = (latencies: readonly number[], p: number) => round(percentile(latencies, p));

const lineOf = (name: string, { ours, unit }: Pick<Line, "ours" | "unit">): Line => ({
  name,
  ours,
  bare: null,
  ratio: null,
  unit,
  target: "–",
  isVoid: false,
});
