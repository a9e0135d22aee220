import type { Line } from "@/bench/lib/report";

type Measure = Pick<Line, "name" | "ours" | "bare" | "unit">;

const rounded = (value: number): number => Math.round(value * 10) / 10;
const shown = ({ ours, bare, ...measure }: Measure) => ({
  ...measure,
  ours: rounded(ours),
  bare: bare === null ? null : rounded(bare),
});
const exactly = (ratio: number) => ({ median: ratio, min: ratio, max: ratio });

/** A measurement with an absolute bound. A ratio below 1 misses the bound. */
export const atMost = (bound: number, { isVoid, ...measure }: Measure & { isVoid: boolean }): Line => ({
  ...shown(measure),
  ratio: exactly(bound / measure.ours),
  target: `≤ ${bound} ${measure.unit}`,
  leastRatio: 1,
  isVoid,
});

export const atLeast = (bound: number, { isVoid, ...measure }: Measure & { isVoid: boolean }): Line => ({
  ...shown(measure),
  ratio: exactly(measure.ours / bound),
  target: `≥ ${bound} ${measure.unit}`,
  leastRatio: 1,
  isVoid,
});

/** A measurement compared with another of the same run; its ratio is ours to theirs. */
export const comparedLine = (measure: Measure): Line => ({
  ...shown(measure),
  ratio: measure.bare === null ? null : exactly(measure.ours / measure.bare),
  target: "–",
  isVoid: false,
});
