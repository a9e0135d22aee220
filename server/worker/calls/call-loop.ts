import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { createWakeSignal } from "@/server/lib/async/wake-signal";
import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { logFault } from "@/server/worker/for-each-due";
import { createIdlePauses } from "./idle-pauses";

/** Claims work, calls receivers and stores the results. */
export type CallQueue = {
  /** Calls that are claimed, or ended and not stored. */
  count(): number;
  /** Stores the results of ended calls. After a failure they stay queued. */
  flush(): Promise<void>;
  /** Begins new work. Returns how much it looked at, and how much of it there was no room for. */
  follow(): Promise<{ considered: number; left: number }>;
  /** Claims and begins due work that `follow` does not find: retries, and what other processes left. Returns how much. */
  take(): Promise<number>;
  /** Whether there is a receiver at all: without one the loop only polls. */
  isNeeded(): Promise<boolean>;
  /** Returns what is claimed and has not begun. */
  releaseWaiting(): void;
};

export type CallLoop = {
  /** Call it when there may be new work. Cheap; it does nothing without receivers. */
  wake(): void;
  /** Claims nothing more, waits for running calls, and stores their results. */
  stop(): Promise<void>;
};

/** Work of other processes and retries are noticed at most this much later. */
const POLL_INTERVAL_MS = 500;
/** The greatest interval of polls while there is no receiver: a new one comes with an event, which wakes. */
const UNNEEDED_INTERVAL_MS = 16_000;
/** The least interval of turns: it batches work, since a turn costs Postgres as much for one as for many. */
const PACE_MS = 10;
/** The interval of claims under load, and of claims of retries. */
const TAKE_EVERY_MS = 50;
/** The interval of checks for a receiver while there is none. */
const FOLLOW_INTERVAL_MS = 100;
/** After an error of the database. */
const RETRY_MS = 1_000;

type Options = {
  /** Makes the queue; `onEnd`: a call has ended and is to be stored. */
  open: (onEnd: () => void) => CallQueue;
  log: Pick<Logger, "error">;
  /** The log line of a failed turn. */
  failure: string;
};

/** Works on a queue of calls until it is stopped; waits while nothing may leave and during maintenance. Any number of processes may do it. */
export function startCallLoop({ open, log, failure }: Options): CallLoop {
  const wakeSignal = createWakeSignal();
  const queue = unlessPaused(open(wakeSignal.wake));
  const unneeded = createIdlePauses({ firstMs: POLL_INTERVAL_MS, mostMs: UNNEEDED_INTERVAL_MS });
  let isStopping = false;
  let isNeeded = false;
  let hasMore = true; // more was due than there was room for
  let [followedMs, claimedMs] = [0, 0];
  const pace = createPace(PACE_MS);

  /** Runs one turn. Returns the ms until the next one without a wake. */
  async function turn(): Promise<number> {
    // New work does not depend on the last results; claiming does.
    // Awaits both, also if one fails: a running write must not be repeated concurrently.
    const [flushed, known] = await Promise.allSettled([queue.flush(), isStopping ? null : follow()]);
    if (flushed.status === "rejected") throw flushed.reason;
    if (known.status === "rejected") throw known.reason;
    const followed = known.value;
    if (isStopping) return POLL_INTERVAL_MS;
    if (followed === null) return unneeded.next();
    const { considered, left } = followed;
    if (left > 0) hasMore = true;
    const taken = await take();
    if (considered + (taken ?? 0) + queue.count() === 0) isNeeded = await queue.isNeeded();
    if (considered > 0) return 0;
    if (!isNeeded) return unneeded.next();
    unneeded.reset();
    return taken === null ? TAKE_EVERY_MS : POLL_INTERVAL_MS;
  }

  /** Null without receivers. */
  async function follow(): Promise<{ considered: number; left: number } | null> {
    followedMs = performance.now();
    isNeeded ||= await queue.isNeeded();
    return isNeeded ? queue.follow() : null;
  }

  /** Returns how much was claimed, or null if the last claim found nothing and was too recent. */
  async function take(): Promise<number | null> {
    if (!hasMore && performance.now() - claimedMs < TAKE_EVERY_MS) return null;
    claimedMs = performance.now();
    const taken = await queue.take();
    hasMore = taken > 0;
    return taken;
  }

  const loop = (async () => {
    while (!isStopping || queue.count() > 0) {
      try {
        await pace();
        const waitMs = await turn();
        if (waitMs > 0) await wakeSignal.wait(waitMs);
      } catch (error) {
        logFault(log, error, failure);
        if (isStopping) return; // the leases expire, and others take the work
        await wakeSignal.wait(RETRY_MS, { ignoresWake: true });
      }
    }
  })();

  return {
    wake: () => wakeSignal.wakeAfter(isNeeded ? 0 : followedMs + FOLLOW_INTERVAL_MS - performance.now()),
    stop() {
      isStopping = true;
      queue.releaseWaiting();
      wakeSignal.wake();
      return loop;
    },
  };
}

/** Resolves when so many ms have passed since it did last. */
function createPace(ms: number): () => Promise<void> {
  let begunMs = 0;
  return async () => {
    const earlyMs = begunMs + ms - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    begunMs = performance.now();
  };
}

/** Whether calls are paused: nothing may leave the installation, or an operator has taken writes away, and a claim is one. */
const isPaused = (): boolean => isOutboundOff() || isInMaintenance();

/** The same queue, which begins no call while calls are paused. */
const unlessPaused = (queue: CallQueue): CallQueue => ({
  ...queue,
  async follow() {
    if (!isPaused()) return queue.follow();
    queue.releaseWaiting();
    return { considered: 0, left: 0 };
  },
  take: async () => (isPaused() ? 0 : queue.take()),
});
