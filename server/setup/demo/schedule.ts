import { createRun, type Run } from "@/server/commands/_run/run";
import type { Database } from "@/server/store/_postgres/db";

/** One action at its time. Steps that share a lane run one after the other, in order of time. */
export type Step = {
  at: Date;
  lanes: readonly string[];
  work: (run: Run) => Promise<void>;
};

/** The lane of steps that must not run with others: settings. */
export const ALONE = "alone";

/** Concurrent steps: enough to keep Postgres busy, few enough to keep the log nearly in order of time. */
const WIDTH = 12;

/**
 * Runs steps in order of time, each with the clock at its own time. `stage` is one transaction: the first failure ends
 * the run, and the caller must roll back.
 */
export async function play(stage: Database, steps: readonly Step[]): Promise<void> {
  const tails = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const step of steps.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const isAlone = step.lanes.includes(ALONE);
    while (running.size >= (isAlone ? 1 : WIDTH)) await Promise.race(running);
    if (failures.length > 0) break;
    const run = createRun({ database: stage, now: () => step.at, onCommitted: () => {} });
    const before = step.lanes.map((lane) => tails.get(lane));
    const turn = Promise.all(before)
      .then(() => (failures.length > 0 ? undefined : step.work(run)))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(turn));
    running.add(turn);
    for (const lane of step.lanes) tails.set(lane, turn);
    if (isAlone) await turn;
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
