/** One timed round. Returns a rate: more is better. */
export type Round = () => Promise<number>;

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
