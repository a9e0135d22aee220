import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, BenchResult, Line } from "@/bench/lib/report";
import { atMost, comparedLine } from "@/bench/live/readers";
import { type Launched, readBytes, timeLauncher } from "./launcher";
import { type Scene, withBare, withProduct } from "./scene";
import type { VisitorsAnswer } from "./visitors";

const SIZES = {
  tiny: { widgets: 5, writers: 2, perSecond: 10, seconds: 0.5, restMs: 100, loads: 1 },
  short: { widgets: 1_000, writers: 100, perSecond: 10, seconds: 5, restMs: 3_000, loads: 1 },
  long: { widgets: 1_000, writers: 100, perSecond: 10, seconds: 15, restMs: 5_000, loads: 5 },
};
type Size = (typeof SIZES)["short"];

/** As gzip. */
const BYTES_MAX = 25_000;

/**
 * The widget: its bytes, the time until its launcher can be clicked, and a thousand open ones: what each takes of the server's memory, and
 * the time from a visitor's message to an agent's window and back; against node:http with a map of open responses.
 */
export const widget: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  return withProduct((scene) =>
    withBare(async (bareScene) => {
      const bytes = {
        raw: await readBytes(scene.url, "identity"),
        gzip: await readBytes(scene.url, "gzip"),
        brotli: await readBytes(scene.url, "br"),
      };
      const launched = await timeLauncher(
        { ours: `${scene.url}/demo?inbox=${scene.identifier}`, bare: `${bareScene.url}/demo` },
        size.loads,
      );
      const bare = await measure(bareScene, size);
      const ours = await measure(scene, size);
      return toResult(size, { bytes, launched, ours, bare });
    }),
  );
};

type Measured = {
  memory: { heap: number; resident: number };
  /** Of one processor, while nothing happens. */
  idlePercent: number;
  write: VisitorsAnswer & { cpuMs: number };
  reply: VisitorsAnswer & { cpuMs: number };
};

async function measure(scene: Scene, size: Size): Promise<Measured> {
  const { visitors, url, identifier, cookie, topics } = scene;
  const { widgets: count, writers } = size;
  await visitors.request({ kind: "begin", url, identifier, count, writers });
  await visitors.request({ kind: "watch", cookie, topics });
  const displayIds = await scene.displayIds();
  const load = { token: scene.token, displayIds, perSecond: size.perSecond };
  // What the first streams and messages load is not what each needs.
  await visitors.request({ kind: "open", of: "writers" });
  for (const kind of ["write", "reply"] as const) await visitors.request({ ...load, kind, seconds: 1 });
  await sleep(size.restMs);
  const before = await scene.memory();
  await visitors.request({ kind: "open", of: "others" });
  await sleep(size.restMs);
  const after = await scene.memory();
  const each = (of: "heap" | "resident") => (after[of] - before[of]) / (count - writers);
  const idleFrom = scene.cpuSeconds();
  await sleep(size.restMs);
  const idlePercent = ((scene.cpuSeconds() - idleFrom) * 100_000) / size.restMs;
  const timed = async (kind: "write" | "reply") => {
    const from = scene.cpuSeconds();
    const answer = await visitors.request({ ...load, kind, seconds: size.seconds });
    return { ...answer, cpuMs: ((scene.cpuSeconds() - from) * 1000) / answer.count };
  };
  const write = await timed("write");
  const reply = await timed("reply");
  await visitors.request({ kind: "close" });
  return { memory: { heap: each("heap"), resident: each("resident") }, idlePercent, write, reply };
}

type All = {
  bytes: { raw: number | null; gzip: number | null; brotli: number | null };
  launched: Record<string, Launched>;
  ours: Measured;
  bare: Measured;
};

function toResult(size: Size, all: All): BenchResult {
  const { bytes, launched, ours, bare } = all;
  const line = (name: string, unit: string, of: (one: Measured) => number) =>
    comparedLine({ name: `widget-${name}`, ours: of(ours), bare: of(bare), unit });
  const start = (name: string, of: (one: Launched) => number) =>
    comparedLine({
      name: `widget-launcher-${name}`,
      ours: launched["ours"] ? of(launched["ours"]) : Number.NaN,
      bare: launched["bare"] ? of(launched["bare"]) : null,
      unit: "ms",
    });
  const gzip = { name: "widget-bytes-gzip", ours: bytes.gzip ?? Number.NaN, bare: null, unit: "B" };
  const lines: Line[] = [
    comparedLine({ name: "widget-bytes-raw", ours: bytes.raw ?? Number.NaN, bare: null, unit: "B" }),
    atMost(BYTES_MAX, { ...gzip, isVoid: false }),
    comparedLine({ name: "widget-bytes-brotli", ours: bytes.brotli ?? Number.NaN, bare: null, unit: "B" }),
    start("clickable", ({ ms }) => ms),
    start("clickable-cpu÷4", ({ slowMs }) => slowMs),
    line(`memory-each×${size.widgets}`, "KiB", ({ memory }) => memory.heap / 1024),
    comparedLine({ name: "widget-idle-cpu", ours: ours.idlePercent, bare: null, unit: "%" }),
  ];
  for (const [kind, name] of [
    ["write", "to-agent"],
    ["reply", "to-widget"],
  ] as const)
    lines.push(
      line(`${name}-p50`, "ms", (one) => one[kind].p50),
      line(`${name}-p99`, "ms", (one) => one[kind].p99),
      line(`${name}-cpu`, "ms", (one) => one[kind].cpuMs),
    );
  return { lines, faults: faultsOf(all), detail: { size, ...all } };
}

function faultsOf({ bytes, ours, bare }: All): string[] {
  const faults = [
    ["ours", ours],
    ["bare", bare],
  ] as const;
  return [
    ...(bytes.raw && bytes.gzip && bytes.brotli ? [] : ["an encoding of the script is missing"]),
    ...faults.flatMap(([name, { write, reply }]) =>
      [write, reply].flatMap(({ missing, failures, count }) => [
        ...(missing === 0 ? [] : [`${name}: ${missing} of ${count} messages did not arrive`]),
        ...failures.map((failure) => `${name}: ${failure}`),
      ]),
    ),
  ];
}
