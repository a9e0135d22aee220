import type { Logger } from "pino";
import type { Database } from "@/server/store/_postgres/db";
import { clampDueTimes } from "@/server/store/retention/clamp-due-times";

/** The system slews a clock by less; a larger step back is a jump. */
const JUMP_MS = 2_000;

type Watched = {
  database: Pick<Database, "query">;
  now: () => Date;
  log: Pick<Logger, "error">;
  /** A clock that never jumps. */
  monotonicMs?: () => number;
};

/**
 * Creates the job that notices a wall clock that went back, by comparing it with the monotonic one, and brings due times
 * back. A failed run is repeated: what it noticed is not forgotten.
 */
export function createClockWatch({
  database,
  now,
  log,
  monotonicMs = () => performance.now(),
}: Watched): () => Promise<void> {
  let aheadMs: number | null = null; // of the monotonic clock
  return async () => {
    const at = now();
    const offsetMs = at.getTime() - monotonicMs();
    const backMs = aheadMs === null ? 0 : aheadMs - offsetMs;
    if (backMs > JUMP_MS) {
      const rows = await clampDueTimes(database, at);
      log.error(
        { seconds: Math.round(backMs / 1000), rows },
        "the clock went back: due times were brought back",
      );
    }
    aheadMs = offsetMs;
  };
}
