import { readDatabaseClock } from "@/server/store/installation/database";
import type { ScheduledJob } from "./scheduled-jobs";
import type { WorkerContext } from "./worker-context";

const HOUR_MS = 3_600_000;
/** No two clocks that anybody sets differ by more. */
const AHEAD_MAX_MS = 24 * HOUR_MS;

/**
 * A job's work, which is not begun while this machine's clock is more than a day ahead of that of Postgres: by a clock that is
 * years ahead, everything is old enough to be deleted. Two clocks on one machine do not differ.
 */
export const unlessAhead =
  ({ database, now }: Pick<WorkerContext, "database" | "now">, work: ScheduledJob["work"]) =>
  async (stopping: AbortSignal): Promise<void> => {
    const aheadMs = now().getTime() - (await readDatabaseClock(database)).getTime();
    if (aheadMs > AHEAD_MAX_MS)
      throw new Error(
        `this machine's clock is ${Math.round(aheadMs / HOUR_MS)} hours ahead of that of Postgres: nothing is deleted`,
      );
    await work(stopping);
  };
