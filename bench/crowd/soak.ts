import { readFileSync } from "node:fs";
import { makeFolder, startPostgres } from "@/bench/lib/postgres";
import { buildProduct } from "@/bench/lib/product";
import type { Bench, BenchResult, Line } from "@/bench/lib/report";
import { faultsOf, type Measured, openScene, P99_MS_MAX } from "./crowd";

const SIZES = {
  tiny: { readers: 5, conversations: 20, perSecond: 50, seconds: 0.5, rounds: 2, warmUpSeconds: 0.2 },
  short: { readers: 200, conversations: 1_000, perSecond: 500, seconds: 10, rounds: 3, warmUpSeconds: 5 },
  long: { readers: 200, conversations: 1_000, perSecond: 500, seconds: 60, rounds: 10, warmUpSeconds: 10 },
};
type Size = (typeof SIZES)["short"];

/** The growth of the process's memory from the second round to the last that counts as flat. */
const GROWTH_MAX = 1.1;
const MB = 1_048_576;

type Round = Measured & { residentBytes: number };

/**
 * Ten minutes of 500 writes a second on a thousand conversations while 200 streams read everything: the greatest p99 of a
 * minute, and the memory of the process. Streams may fall behind so far that they are reset; what is lost otherwise is a fault.
 */
export const soak: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("soak");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const scene = await openScene(postgres, place.dataDir, size, closers);
    const phase = { readers: size.readers, hasBulk: false, isOverload: true };
    await scene.measure({ ...phase, seconds: size.warmUpSeconds });
    const rounds: Round[] = [];
    for (let i = 0; i < size.rounds; i++) {
      const measured = await scene.measure({ ...phase, seconds: size.seconds });
      rounds.push({ ...measured, residentBytes: residentBytes(scene.pid) });
    }
    return toResult(size, rounds);
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

/** The memory of a process that is in RAM. */
const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;

function toResult(size: Size, rounds: Round[]): BenchResult {
  const greatest = (of: (round: Round) => number) => Math.max(...rounds.map(of));
  const [first, second = first, last = second] = [rounds[0], rounds[1], rounds.at(-1)];
  const growth = (last?.residentBytes ?? 0) / (second?.residentBytes ?? 1);
  const line = (name: string, ours: number, unit: string, target: string): Line => ({
    ...{ name, ours, unit, target, bare: null, ratio: null, isVoid: false },
  });
  const due = Math.round(size.perSecond * size.seconds);
  return {
    lines: [
      line(
        "soak-writes-p50",
        greatest(({ load }) => load.p50),
        "ms",
        "",
      ),
      line(
        "soak-writes-p99",
        greatest(({ load }) => load.p99),
        "ms",
        `≤ ${P99_MS_MAX} ms`,
      ),
      line(
        "soak-delivery-p99",
        greatest(({ readers }) => readers.p99),
        "ms",
        "",
      ),
      line(
        "soak-memory",
        (last?.residentBytes ?? 0) / MB,
        "MB",
        `growth ${growth.toFixed(2)} ≤ ${GROWTH_MAX}`,
      ),
    ],
    faults: rounds.flatMap((round, i) => [
      ...faultsOf(`round ${i + 1}`, round),
      ...(round.load.answered === due ? [] : [`round ${i + 1}: ${round.load.answered} of ${due} writes`]),
    ]),
    detail: { size, rounds },
  };
}
