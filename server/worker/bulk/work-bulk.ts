import { setImmediate as yieldTurn } from "node:timers/promises";
import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { advanceBulk, refusedItem } from "@/server/commands/bulk/advance-bulk";
import { postponeBulk, rollBackBulk } from "@/server/commands/bulk/bulk-operations";
import { systemCaller } from "@/server/contract/_shared/caller";
import { createWakeSignal, type WakeSignal } from "@/server/lib/async/wake-signal";
import { isDatabaseOut, isLocked } from "@/server/lib/is-away";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { type DueBulk, listDueBulks } from "@/server/store/bulk/bulk-operations";
import { createIdlePauses } from "@/server/worker/calls/idle-pauses";
import { logFault } from "@/server/worker/for-each-due";

export type BulkOptions = {
  database: Database;
  run: Run;
  now: () => Date;
  log: Pick<Logger, "error" | "warn">;
};

export type BulkWork = {
  /** Call it when an operation was started or resumed. */
  wake(): void;
  /** Begins no more turns, and waits for the running one. */
  stop(): Promise<void>;
};

/** The interval of polls after a turn; it doubles while nothing is due. The job of due work wakes it. */
const POLL_INTERVAL_MS = 500;
const POLL_INTERVAL_MS_MAX = 16_000;
/** After an error of the database. */
const RETRY_MS = 1_000;
/** Operations that get a turn each before the next poll. */
const OPERATIONS_PER_POLL = 20;

/**
 * Executes bulk operations, one turn of each in rotation: a large one does not delay the others, and requests run in
 * between. Any number of processes may do it.
 */
export function workBulk(options: BulkOptions): BulkWork {
  const wakeSignal = createWakeSignal();
  const stopping = new AbortController();
  const idle = createIdlePauses({ firstMs: POLL_INTERVAL_MS, mostMs: POLL_INTERVAL_MS_MAX });
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        if (await turns(options, stopping.signal)) idle.reset();
        else await wakeSignal.wait(idle.next());
      } catch (error) {
        logFault(options.log, error, "bulk operations could not be worked on");
        await wakeSignal.wait(RETRY_MS, { ignoresWake: true });
      }
    }
  })();
  return stoppable(wakeSignal, stopping, loop);
}

const stoppable = (wakeSignal: WakeSignal, stopping: AbortController, loop: Promise<void>): BulkWork => ({
  wake: wakeSignal.wake,
  async stop() {
    stopping.abort();
    wakeSignal.wake();
    await loop;
  },
});

/** Runs one turn of each operation that is due. Returns whether there was any. */
async function turns(options: BulkOptions, stopping: AbortSignal): Promise<boolean> {
  let hadTurn = false;
  if (isInMaintenance()) return false;
  for (const due of await listDueBulks(options.database, {
    now: options.now(),
    limit: OPERATIONS_PER_POLL,
  })) {
    if (stopping.aborted || isInMaintenance()) return false;
    if (await turn(options, due)) hadTurn = true;
    await yieldTurn();
  }
  return hadTurn;
}

/** Runs the next turn of one operation; false if another process has its lock. */
export async function turn(
  { run, log }: Pick<BulkOptions, "run" | "log">,
  { accountId, bulkId }: DueBulk,
): Promise<boolean> {
  const caller = systemCaller(accountId);
  try {
    return (await run(advanceBulk, caller, { bulkId })).result !== null;
  } catch (error) {
    if (isDatabaseOut(error)) throw error; // the same turn is tried again: no conversation has failed
    if (isLocked(error)) return false; // the next poll tries it again, after those of others
    const refused = refusedItem(error);
    if (refused) return (await run(rollBackBulk, caller, { bulkId, ...refused })).result;
    log.error({ reason: reasonOf(error), accountId, bulkId }, "a turn of a bulk operation failed");
    return (await run(postponeBulk, caller, { bulkId })).result;
  }
}

const working = new Set<BulkWork>();

/** Call it when a bulk operation may wait to begin. */
export function wakeBulk(): void {
  for (const work of working) work.wake();
}

/** Starts the worker's execution of bulk operations. */
export function openBulk(options: BulkOptions): Pick<BulkWork, "stop"> {
  const work = workBulk(options);
  working.add(work);
  return {
    async stop() {
      working.delete(work);
      await work.stop();
    },
  };
}
