import fc from "fast-check";

/** This run's seed. A failed property or race prints it; `TEST_SEED=…` repeats the run. */
export const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);
process.stdout.write(`TEST_SEED=${SEED}\n`);

/** Checks a property in `runs` cases drawn from the run's seed. */
export const holds = <Ts>(property: fc.IProperty<Ts>, { runs = 500 } = {}): void =>
  fc.assert(property, { seed: SEED, numRuns: runs });

/** The same for a property that awaits. */
export const holdsAsync = <Ts>(property: fc.IAsyncProperty<Ts>, { runs = 20 } = {}): Promise<void> =>
  fc.assert(property, { seed: SEED, numRuns: runs });

/** Seeds for tests that try several orders; `TEST_SEEDS` sets their number. */
export const seeds = (count: number): number[] =>
  Array.from({ length: Number(process.env["TEST_SEEDS"] ?? count) }, (_, i) => SEED + i);
