import { setTimeout as sleep } from "node:timers/promises";
import { hasEndpoints } from "@/server/store/webhooks/fan-out-deliveries";
import { logFault } from "@/server/worker/log-fault";
import { createSender, type SenderOptions } from "./sender";
import { createWakeSignal } from "./wake-signal";

export type Webhooks = {
  /** Call it when events were stamped. Cheap; it does nothing without endpoints. */
  wake(): void;
  /** Claims nothing more, waits for running deliveries, and stores their results. */
  stop(): Promise<void>;
};

/** Events of other processes and retries are noticed at most this much later. */
const POLL_INTERVAL_MS = 500;
/** The least interval of turns: it batches events, since a turn costs Postgres as much for one as for many. */
const PACE_MS = 10;
/** The interval of claims under load, and of claims of retries. */
const TAKE_EVERY_MS = 50;
/** The interval of checks for an endpoint while there is none. */
const FOLLOW_INTERVAL_MS = 100;
/** After an error of the database. */
const RETRY_MS = 1_000;

/**
 * Sends the log's events to endpoints: each event becomes a delivery for every endpoint whose subscription matches, and
 * goes through claim, prepare, call, settle. Any number of processes may do it.
 */
export function startWebhooks(options: SenderOptions): Webhooks {
  const { database, log } = options;
  const wakeSignal = createWakeSignal();
  const sender = createSender(options, wakeSignal.wake);
  let isStopping = false;
  let isNeeded = false; // without an endpoint it only polls
  let hasMore = true; // more was due than there was room for
  let [begunMs, followedMs, takenMs] = [0, 0, 0];

  async function pace(): Promise<void> {
    const earlyMs = begunMs + PACE_MS - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    begunMs = performance.now();
  }

  /** Runs one turn. Returns the ms until the next one without a wake. */
  async function turn(): Promise<number> {
    // Fanning out does not depend on the last results; claiming does.
    // Awaits both, also if one fails: a running write must not be repeated concurrently.
    const [flushed, known] = await Promise.allSettled([sender.flush(), isStopping ? null : follow()]);
    if (flushed.status === "rejected") throw flushed.reason;
    if (known.status === "rejected") throw known.reason;
    const followed = known.value;
    if (followed === null || isStopping) return POLL_INTERVAL_MS;
    const { considered, left } = followed;
    if (left > 0) hasMore = true;
    const taken = await take();
    if (considered + (taken ?? 0) + sender.count() === 0) isNeeded = await hasEndpoints(database);
    if (considered > 0) return 0;
    return taken === null ? TAKE_EVERY_MS : POLL_INTERVAL_MS;
  }

  /** Fans out new events of the log; null without endpoints. */
  async function follow(): Promise<{ considered: number; left: number } | null> {
    followedMs = performance.now();
    isNeeded ||= await hasEndpoints(database);
    return isNeeded ? sender.follow() : null;
  }

  /**
   * Claims retries, released messages and deliveries that other processes left. Returns how many, or null if the last
   * claim found none and was too recent.
   */
  async function take(): Promise<number | null> {
    if (!hasMore && performance.now() - takenMs < TAKE_EVERY_MS) return null;
    takenMs = performance.now();
    const taken = await sender.take();
    hasMore = taken > 0;
    return taken;
  }

  const loop = (async () => {
    while (!isStopping || sender.count() > 0) {
      try {
        await pace();
        const waitMs = await turn();
        if (waitMs > 0) await wakeSignal.wait(waitMs);
      } catch (error) {
        logFault(log, error, "webhooks could not be worked on");
        if (isStopping) return; // their leases expire; they are sent again under the same id
        await wakeSignal.wait(RETRY_MS, { ignoresWake: true });
      }
    }
  })();

  return {
    wake: () => {
      if (isNeeded || performance.now() - followedMs > FOLLOW_INTERVAL_MS) wakeSignal.wake();
    },
    stop() {
      isStopping = true;
      sender.releaseWaiting();
      wakeSignal.wake();
      return loop;
    },
  };
}
