import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "@/bench/lib/child";
import type { Bench, BenchResult, Line } from "@/bench/lib/report";
import { atLeast, atMost, comparedLine, type ReadersAnswer, type Tick } from "./readers";
import { openScene, READERS, type Scene } from "./scene";

const RATES = [10, 50] as const;
/** tRPC's stock subscription saturates below 5,000 deliveries/s: at the higher rate it would not finish in reasonable time. */
const BARE = [
  ["/raw/live", RATES],
  ["/stock/live", [RATES[0]]],
] as const;
const SIZES = {
  tiny: { readers: 10, seconds: 0.3, restMs: 100 },
  short: { readers: READERS, seconds: 3, restMs: 4_000 },
  long: { readers: READERS, seconds: 10, restMs: 4_000 },
};
/** Late frames are waited for this long before they count as lost. */
const WITHIN_MS = 15_000;

type Measured = ReadersAnswer & { rate: number };

/**
 * B3: a tick by PATCH until it is read from a thousand agents' streams in another process, against a set of raw
 * responses and tRPC's stock subscription that get the same frames without a database.
 */
export const live: Bench = async ({ scale }) => {
  const { readers, seconds, restMs } = SIZES[scale];
  const scene = await openScene("live", readers);
  try {
    const memory = await openStreams(scene, restMs);
    const cpuBefore = scene.cpuMicros();
    const ours = await measure(scene, (rate) => scene.tick(rate, seconds));
    const cpuMicros = scene.cpuMicros() - cpuBefore;
    await scene.readers.request({ kind: "close" });
    const [raw, stock] = await measureBare(scene, seconds);
    return toResult({ readers, memory, cpuMicros, ours, raw: raw ?? [], stock: stock ?? [] });
  } finally {
    await scene.close();
  }
};

/** Bytes per reader. Opens the streams twice, so that warming up does not count. */
async function openStreams(scene: Scene, restMs: number): Promise<{ heap: number; resident: number }> {
  await scene.openStreams();
  await scene.readers.request({ kind: "close" });
  await sleep(restMs); // a heartbeat of the hub, and a garbage collection
  const before = await scene.memory();
  await scene.openStreams();
  await sleep(restMs);
  const after = await scene.memory();
  const each = (of: "heap" | "resident") => (after[of] - before[of]) / scene.cookies.length;
  return { heap: each("heap"), resident: each("resident") };
}

async function measure(
  { readers }: Pick<Scene, "readers">,
  send: (rate: number) => Promise<Tick[]>,
  rates: readonly number[] = RATES,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const rate of rates) {
    await readers.request({ kind: "begin" });
    const ticks = await send(rate);
    measured.push({ rate, ...(await readers.request({ kind: "finish", ticks, withinMs: WITHIN_MS })) });
  }
  return measured;
}

/** The same number of frames of the same size, by the clock, to both bare fan-outs in turn. */
async function measureBare(scene: Scene, seconds: number): Promise<Measured[][]> {
  const bare = startChild<object, { port: number }>(new URL("./stock-server.ts", import.meta.url));
  try {
    const { port } = await bare.request({});
    const url = `http://127.0.0.1:${port}`;
    let seq = 0;
    const send = async (rate: number) => {
      const ticks: Tick[] = [];
      const began = performance.now();
      for (let i = 0; i < rate * seconds; i++) {
        const due = began + (i * 1000) / rate;
        while (performance.now() < due) await sleep(Math.max(0, due - performance.now()));
        seq += 1;
        ticks.push({ messageId: seq, status: "sent", dueAt: performance.timeOrigin + due });
        await post(`${url}/emit`, frameOf(seq));
      }
      return ticks;
    };
    const all: Measured[][] = [];
    for (const [path, rates] of BARE) {
      await scene.readers.request({ kind: "open", url, cookies: scene.cookies, path, topics: null });
      all.push(await measure(scene, send, rates));
      await scene.readers.request({ kind: "close" });
    }
    return all;
  } finally {
    await bare.stop();
  }
}

/** A frame as long as one of the product's. */
function frameOf(seq: number) {
  const conversation = { filling: "x".repeat(1_300), lastMessage: { id: seq, status: "sent" } };
  return { cursor: `bench:${seq}`, frame: { events: [], rows: { enter: [{ conversation }], leave: [] } } };
}

function post(url: string, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST" }, (answer) => answer.resume().on("end", () => resolve()));
    sent.on("error", reject).end(JSON.stringify(body));
  });
}

type All = {
  readers: number;
  memory: { heap: number; resident: number };
  cpuMicros: number;
  ours: Measured[];
  raw: Measured[];
  stock: Measured[];
};

/** In ms, deliveries per second and KiB. */
const TARGETS = { p50: 15, p99: 50, perSecond: 40_000, readerKib: 20 };

function toResult({ readers, memory, cpuMicros, ours, raw, stock }: All): BenchResult {
  const lines: Line[] = [];
  const faults: string[] = [];
  for (const [i, mine] of ours.entries()) {
    const [bare, theirs] = [raw[i], stock[i]];
    if (!bare) continue;
    const name = `live-${mine.rate}/s×${readers}`;
    for (const p of ["p50", "p99"] as const) {
      const measure = { name: `${name}-${p}`, ours: mine[p], bare: bare[p], unit: "ms" };
      // If even bare responses are late, the machine was too busy.
      if (mine.rate === 10) lines.push(atMost(TARGETS[p], { ...measure, isVoid: bare[p] > TARGETS[p] }));
      else lines.push(comparedLine(measure));
      if (theirs)
        lines.push(comparedLine({ ...measure, name: `${name}-${p}-against-stock-tRPC`, bare: theirs[p] }));
    }
    const rate = { name: `${name}-deliveries`, ours: mine.perSecond, bare: bare.perSecond, unit: "/s" };
    const isVoid = bare.perSecond < TARGETS.perSecond;
    lines.push(mine.rate === 50 ? atLeast(TARGETS.perSecond, { ...rate, isVoid }) : comparedLine(rate));
    const stockName = `${name}-deliveries-against-stock-tRPC`;
    if (theirs) lines.push(comparedLine({ ...rate, name: stockName, bare: theirs.perSecond }));
    const lost = mine.expected - mine.deliveries;
    if (lost !== 0 || mine.missing !== 0)
      faults.push(`${name}: ${lost} of ${mine.expected} deliveries missing`);
  }
  const deliveries = ours.reduce((sum, mine) => sum + mine.deliveries, 0);
  lines.push(
    comparedLine({ name: "live-cpu-a-delivery", ours: cpuMicros / deliveries, bare: null, unit: "µs" }),
  );
  const kib = {
    name: "live-memory-a-reader",
    ours: memory.heap / 1024,
    bare: null,
    unit: "KiB",
    isVoid: false,
  };
  lines.push(atMost(TARGETS.readerKib, kib));
  return { lines, faults, detail: { memory, cpuMicros, ours, raw, stock } };
}
