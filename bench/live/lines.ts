import type { Line } from "@/bench/lib/report";

type Measure = Pick<Line, "name" | "ours" | "bare" | "unit">;

const rounded = (value: number): number => Math.round(value * 10) / 10;
const shown = ({ ours, bare, ...told }: Measure) => ({
  ...told,
  ours: rounded(ours),
  bare: bare === null ? null : rounded(bare),
});
const exactly = (ratio: number) => ({ median: ratio, min: ratio, max: ratio });

/** A measurement with a bound of its own; its ratio is to the bound: below 1 it is missed. */
export const atMost = (bound: number, { isVoid, ...told }: Measure & { isVoid: boolean }): Line => ({
  ...shown(told),
  ratio: exactly(bound / told.ours),
  target: `≤ ${bound} ${told.unit}`,
  leastRatio: 1,
  isVoid,
});

export const atLeast = (bound: number, { isVoid, ...told }: Measure & { isVoid: boolean }): Line => ({
  ...shown(told),
  ratio: exactly(told.ours / bound),
  target: `≥ ${bound} ${told.unit}`,
  leastRatio: 1,
  isVoid,
});

/** A measurement beside another of the same run; its ratio is ours to theirs. */
export const comparedLine = (told: Measure): Line => ({
  ...shown(told),
  ratio: told.bare === null ? null : exactly(told.ours / told.bare),
  target: "–",
  isVoid: false,
});
