import { setTimeout as sleep } from "node:timers/promises";
import { type Bench, percentile } from "@/bench/lib/report";
import { atMost, type Tick } from "./readers";
import { openScene, READERS, type Scene } from "./scene";

/** Ticks per second while the readers are cut. */
const BACKLOG_PER_SECOND = 20;
const SIZES = {
  tiny: { readers: 10, rounds: 1, quietMs: 100, seconds: 1 },
  short: { readers: READERS, rounds: 1, quietMs: 2_000, seconds: 10 },
  long: { readers: READERS, rounds: 5, quietMs: 2_000, seconds: 10 },
};
const REQUEST_EVERY_MS = 10;
const WITHIN_MS = 30_000;
const CAUGHT_UP_SECONDS_MAX = 3;
const REQUEST_MS_MAX = 100;

/**
 * B16: a thousand streams are cut, miss ten seconds of changes, and reconnect at the same time, each after the last id it
 * saw, and request their topics again. Measures the time until all have caught up, and a screen's request during it.
 */
export const storm: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  const scene = await openScene("storm", size.readers);
  try {
    const { readers } = scene;
    await scene.openStreams();
    const quiet = await watchRequests(scene, sleep(size.quietMs));
    const rounds: { seconds: number; p99: number }[] = [];
    const faults: string[] = [];
    for (let round = 0; round < size.rounds; round++) {
      await readers.request({ kind: "cut" });
      const ticks = await scene.tick(BACKLOG_PER_SECOND, size.seconds);
      await readers.request({ kind: "begin" });
      const coming = comeBack(scene, ticks);
      const requests = await watchRequests(scene, coming);
      const { seconds, missing } = await coming;
      rounds.push({ seconds, p99: requests.p99 });
      if (missing > 0) faults.push(`round ${round}: ${missing} deliveries missing after ${seconds} s`);
    }
    const worst = (of: "seconds" | "p99") => Math.max(...rounds.map((round) => round[of]));
    const isVoid = quiet.p99 > REQUEST_MS_MAX; // too busy before the storm
    const caughtUp = {
      name: `storm-${size.readers}-caught-up`,
      ours: worst("seconds"),
      bare: null,
      unit: "s",
    };
    const others = { name: "storm-other-requests-p99", ours: worst("p99"), bare: quiet.p99, unit: "ms" };
    const lines = [
      atMost(CAUGHT_UP_SECONDS_MAX, { ...caughtUp, isVoid }),
      atMost(REQUEST_MS_MAX, { ...others, isVoid }),
    ];
    return { lines, faults, detail: { quiet, rounds } };
  } finally {
    await scene.close();
  }
};

/** Reopens all streams and waits until they have what they missed. */
async function comeBack({ readers }: Scene, ticks: Tick[]) {
  const from = performance.now();
  await readers.request({ kind: "reopen" });
  const { expected, deliveries } = await readers.request({ kind: "finish", ticks, withinMs: WITHIN_MS });
  return { seconds: (performance.now() - from) / 1000, missing: expected - deliveries };
}

/** A screen's request every 10 ms, in an open loop, until `work` is done. */
async function watchRequests(scene: Scene, work: Promise<unknown>): Promise<{ p50: number; p99: number }> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  const times: Promise<number>[] = [];
  while (!isDone) {
    times.push(scene.timeList());
    await sleep(REQUEST_EVERY_MS);
  }
  const sorted = (await Promise.all(times)).sort((a, b) => a - b);
  return { p50: percentile(sorted, 50), p99: percentile(sorted, 99) };
}
