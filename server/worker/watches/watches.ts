import type { Logger } from "pino";
import { checkDiskAlert } from "@/server/commands/check-alerts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type DiskRoom, diskTurn } from "@/server/domain/alert/alert";
import type { Database } from "@/server/store/_postgres/db";
import { listDiskAccounts } from "@/server/store/alerts/alerts";
import { clampDueTimes } from "@/server/store/retention/clamp-due-times";
import { forEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

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

const BATCH = 100;
/** Files and the database are on other machines. */
const ELSEWHERE: DiskRoom = { free: Number.POSITIVE_INFINITY, reserve: 0 };

/**
 * Opens the alert about the disk in every account while it is filling, and closes it when there is room again. Any number of
 * processes may do it, as they share the disk of files.
 */
export async function watchDisk({
  database,
  run,
  log,
  uploads: { disk },
}: Pick<WorkerContext, "database" | "run" | "log" | "uploads">): Promise<void> {
  const room = disk ? { free: await disk.free(), reserve: disk.bytes } : ELSEWHERE;
  const turn = diskTurn(room);
  if (turn === "stays") return;
  await forEachDue({
    list: (limit) => listDiskAccounts(database, { isOpen: turn === "ends", limit }),
    handle: ({ accountId }) => run(checkDiskAlert, systemCaller(accountId), room),
    batch: BATCH,
    log,
    failure: "the alert about the disk could not be opened or closed",
  });
}
