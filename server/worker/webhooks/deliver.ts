import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf } from "@/server/lib/process/start-failure";
import { hasEndpoints } from "@/server/store/webhooks/fan-out-deliveries";
import { createSender, type SenderOptions } from "./sender";
import { createWakeSignal } from "./wake-signal";

export type Webhooks = {
  /** Something was stamped. Cheap, and nothing at all where nobody is to be told. */
  wake(): void;
  /** Takes nothing more, waits for what is under way, and writes how it ended. */
  stop(): Promise<void>;
};

/** Events of other processes are seen, retries tried, at most this much later. */
const POLL_INTERVAL_MS = 500;
/** Turns begin so far apart: what comes within is gathered, since a turn costs Postgres as much for one as for many. */
const PACE_MS = 10;
/** While there is much to do, and for what is due beside it. */
const TAKE_EVERY_MS = 50;
/** Whether there is an endpoint by now, while there is none. */
const FOLLOW_INTERVAL_MS = 100;
/** After an error of the database. */
const RETRY_MS = 1_000;

/**
 * Tells endpoints what is in the log: each event becomes a delivery of every endpoint that asked for it, and goes through
 * claim, prepare, call, settle. Any number of processes may do it.
 */
export function startWebhooks(options: SenderOptions): Webhooks {
  const { database, log } = options;
  const wakeSignal = createWakeSignal();
  const sender = createSender(options, wakeSignal.ring);
  let isStopping = false;
  let isNeeded = false; // while there is no endpoint, a look every now and then is all
  let hasMore = true; // more is due than we had room for
  let [begunMs, followedMs, takenMs] = [0, 0, 0];

  async function pace(): Promise<void> {
    const earlyMs = begunMs + PACE_MS - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    begunMs = performance.now();
  }

  /** One turn; when the next is due if nothing rings, in ms. */
  async function turn(): Promise<number> {
    // What is owed does not depend on how the last ones ended; what is claimed does.
    // Both are waited for, also where one fails: what is being written must not be written again beside it.
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

  /** What is in the log and not yet owed; null where there is nobody to tell. */
  async function follow(): Promise<{ considered: number; left: number } | null> {
    followedMs = performance.now();
    isNeeded ||= await hasEndpoints(database);
    return isNeeded ? sender.follow() : null;
  }

  /**
   * Retries, what was held, what others left: looked for when the last look found some, else every now and then; null when
   * it was too soon.
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
        log.error({ reason: reasonOf(error) }, "webhooks could not be worked on");
        if (isStopping) return; // their leases end; they are sent again, under the same id
        await wakeSignal.wait(RETRY_MS, { isDeaf: true });
      }
    }
  })();

  return {
    wake: () => {
      if (isNeeded || performance.now() - followedMs > FOLLOW_INTERVAL_MS) wakeSignal.ring();
    },
    stop() {
      isStopping = true;
      sender.letGo();
      wakeSignal.ring();
      return loop;
    },
  };
}
