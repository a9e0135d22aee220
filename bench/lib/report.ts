import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** `tiny`: checks the results, reports no time; `short`: at most a minute, for a gate; `long`: for the report. */
export type Scale = "tiny" | "short" | "long";

export type BenchOptions = {
  scale: Scale;
  /** Breaks something on purpose, which the bench must notice. */
  isSabotaged: boolean;
  seed: number;
  /** Of the benchmark `growth`: other numbers of messages than its own, ascending. */
  messages?: number[];
};

/** One measurement: ours against the bare baseline of the same run. */
export type Line = {
  name: string;
  ours: number;
  /** Null without a baseline. */
  bare: number | null;
  /** Median of the rounds' ratios, and the least and greatest. */
  ratio: { median: number; min: number; max: number } | null;
  unit: string;
  target: string;
  /** The target as a ratio, if any: a gate accepts what misses it by at most half. */
  leastRatio?: number;
  /** The ratio reached where the target is not (docs/decisions/0010): the gate then compares with this. */
  reachedRatio?: number;
  /** The same where less is better. */
  mostRatio?: number;
  /** The baseline differed from itself by more than 10 %: the machine was too busy to compare. */
  isVoid: boolean;
};

export type BenchResult = {
  lines: Line[];
  /** Wrong results, not slow ones. Empty = correct. */
  faults: string[];
  /** Further figures for the results file. */
  detail: object;
};

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

/** Prints the lines and writes bench/results/NAME.json. */
export function report(name: string, result: BenchResult): void {
  for (const line of result.lines) process.stdout.write(`${format(line)}\n`);
  reportFaults(name, result);
  const folder = join(import.meta.dirname, "..", "results");
  mkdirSync(folder, { recursive: true });
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
  const file = { name, at: new Date().toISOString(), machine, ...result };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(file, null, 2)}\n`);
}

/** Prints the faults, or that there are none. */
export function reportFaults(name: string, { faults }: BenchResult): void {
  for (const fault of faults) process.stdout.write(`${name} WRONG ${fault}\n`);
  if (faults.length === 0) process.stdout.write(`${name} correct\n`);
}

const GATE = 1.5;

/** The lines that fail a gate. A void line passes. */
export const missed = ({ lines }: BenchResult): Missed[] =>
  lines.flatMap(
    ({ name, ratio, leastRatio = 0, reachedRatio = leastRatio, mostRatio = Infinity, isVoid }) => {
      if (isVoid || !ratio) return [];
      const [least, most] = [Math.min(leastRatio, reachedRatio) / GATE, mostRatio * GATE];
      const text = `${name} GATE ratio ${ratio.median.toFixed(2)} is`;
      if (ratio.median < least) return [{ name, text: `${text} below ${least.toFixed(2)}` }];
      if (ratio.median > most) return [{ name, text: `${text} above ${most.toFixed(2)}` }];
      return [];
    },
  );

/** A measurement that fails its gate, and the sentence to print. */
export type Missed = { name: string; text: string };

function format({ name, ours, bare, ratio, unit, target, isVoid }: Line): string {
  const against = bare === null ? "–" : String(bare);
  const by = ratio ? `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})` : "–";
  return `${name} ours ${ours} ${unit} bare ${against} ratio ${by} target ${target}${isVoid ? " VOID (baseline unsteady)" : ""}`;
}

/** One timed round. Returns a rate: more is better. */
type Round = () => Promise<number>;

export type Compared = {
  ours: number;
  bare: number;
  ratio: { median: number; min: number; max: number };
  /** The baseline's difference from itself, 0.1 = 10 %. */
  noise: number;
  isVoid: boolean;
  rounds: { ours: number; bare: number }[];
};

const NOISE_MAX = 0.1;

/**
 * Compares two programs that do the same: first the baseline with itself, then both in alternating rounds, so that other
 * load on the machine affects both.
 */
export async function compare({
  ours,
  bare,
  rounds,
}: {
  ours: Round;
  bare: Round;
  rounds: number;
}): Promise<Compared> {
  const noise = await selfNoise(bare);
  const measured: Compared["rounds"] = [];
  for (let i = 0; i < rounds; i++) measured.push({ ours: await ours(), bare: await bare() });
  const ratios = measured.map((round) => round.ours / round.bare);
  return {
    ours: Math.round(median(measured.map((round) => round.ours))),
    bare: Math.round(median(measured.map((round) => round.bare))),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    noise,
    isVoid: noise > NOISE_MAX,
    rounds: measured,
  };
}

const SELF_PAIRS = 2;

async function selfNoise(bare: Round): Promise<number> {
  const pairs: number[] = [];
  for (let i = 0; i < SELF_PAIRS; i++) {
    const first = await bare();
    pairs.push((await bare()) / first);
  }
  return Math.abs(median(pairs) - 1);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : [sorted[middle]];
  return (low + high) / 2;
}

export const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
