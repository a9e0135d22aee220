import fc from "fast-check";

/** This run's seed. A failed property or race prints it; `TEST_SEED=…` repeats the run. `npm test` sets that of its tree. */
export const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`TEST_SEED=${SEED}\n`);

/** How many cases are drawn, and cases that are tried in every run. */
interface Cases<Ts> {
  runs?: number;
  examples?: Ts[];
}

/** Checks a property in cases drawn from the run's seed. */
export const holds = <Ts>(property: fc.IProperty<Ts>, cases: Cases<Ts> = {}): void =>
  fc.assert(property, parameters(500, cases));

/** The same for a property that awaits. */
export const holdsAsync = <Ts>(property: fc.IAsyncProperty<Ts>, cases: Cases<Ts> = {}): Promise<void> =>
  fc.assert(property, parameters(20, cases));

const parameters = <Ts>(usual: number, { runs = usual, examples = [] }: Cases<Ts>): fc.Parameters<Ts> => ({
  seed: SEED,
  numRuns: runs,
  examples,
});

/** Seeds for tests that try several orders; `TEST_SEEDS` sets their number. */
export const seeds = (count: number): number[] =>
  Array.from({ length: Number(process.env["TEST_SEEDS"] ?? count) }, (_, i) => SEED + i);

let drawn = SEED;
/** Begins anew for a file, so that what it draws follows from the seed, whichever files its worker ran before. */
export const beginDraws = (): void => {
  drawn = SEED;
};
/** One in `stride` of the numbers from 1 to `last`, from a drawn one on; `test:long` takes all of them. */
export function* drawnPart(last: number, stride: number): Generator<number> {
  const step = process.env["TEST_LONG"] ? 1 : stride;
  for (let n = 1 + (drawn++ % step); n <= last; n += step) yield n;
}

/** The same of a list, at least one of its items. */
export const drawnOf = <T>(items: readonly T[], stride: number): T[] => {
  const taken = new Set(drawnPart(items.length, Math.min(stride, items.length)));
  return items.filter((_, i) => taken.has(i + 1));
};

/** Whether a matrix is tested whole, as `npm run e2e` and `test:long` do. `npm test` tests a part of it. */
export const IS_WHOLE = Boolean(process.env["TEST_WHOLE"] ?? process.env["TEST_LONG"]);
const MATRIX_STRIDE = 40;
const RUNS_STRIDE = 10;
/** The cases of a matrix that a run tests: one in forty, from a drawn one on, unless all. */
export const drawnCases = <T>(cases: readonly T[]): T[] =>
  IS_WHOLE ? [...cases] : drawnOf(cases, MATRIX_STRIDE);
/** How many of the orders or inputs of a matrix, which are drawn anyway, a run tries: one in ten, unless all. */
export const drawnRuns = (count: number): number => (IS_WHOLE ? count : Math.ceil(count / RUNS_STRIDE));

/** One in so many statements of a case fails. Odd, because the two kinds of faults take turns. */
const FAULT_STRIDE = 5;
/** The statements of a case that fail; `test/long/every-fault.test.ts` has all of them fail. */
export const drawnFaults = (last: number): Generator<number> => drawnPart(last, FAULT_STRIDE);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
