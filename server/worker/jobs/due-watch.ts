import { createWakeSignal } from "@/server/lib/async/wake-signal";
import { onWrite } from "@/server/store/_postgres/write-signal";
import type { DueQueue, DueTimes } from "@/server/store/queues/due-work";

/** Times are read at most this often. */
const READ_EVERY_MS = 250;
/** And at least this often: what another process stored without an event, or with a signal that was lost, is noticed. */
const READ_WITHIN_MS = 3_000;
/** After an error of the database. */
const RETRY_MS = 1_000;

export type DueWatch = {
  /** Resolves when work of the queue is due; at the latest after `limitMs`. */
  untilDue(queue: DueQueue, limitMs: number): Promise<void>;
  /** Resolves everything that waits. */
  stop(): Promise<void>;
};

type DueWatchOptions = {
  /** When the first work of each queue is due, in one statement. */
  read: () => Promise<DueTimes>;
  now: () => Date;
  onError: (error: unknown) => void;
};

/**
 * Follows when work is due, for jobs that would else poll one by one: reads the times of all queues when this process has
 * written, when another one signals, when the next work is due, and every three seconds.
 */
export function watchDueWork({ read, now, onError }: DueWatchOptions): DueWatch {
  const signal = createWakeSignal();
  const waiting: Waiting = new Map();
  let latest: DueTimes | null = null;
  let isStopping = false;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<number> | null = null;

  const isDue = (queue: DueQueue): boolean => {
    const at = latest?.[queue];
    return at != null && at <= now();
  };

  /** Ends the waits for due work. Returns the ms until the next read without a signal. */
  async function turn(): Promise<number> {
    const present = [...waiting]; // who came during the read may have handled what it has found
    latest = await read();
    for (const [end, queue] of present) if (isDue(queue)) end();
    if ([...waiting.values()].some(isDue)) return 0;
    const coming = Object.values(latest).flatMap((at) => (at === null ? [] : at.getTime() - now().getTime()));
    return Math.min(READ_WITHIN_MS, ...coming.filter((ms) => ms > 0));
  }

  /** Nothing is missed before a read begins: it sees what was stored. */
  async function pace(): Promise<void> {
    const earlyMs = readAtMs + READ_EVERY_MS - performance.now();
    if (earlyMs > 0) await signal.wait(earlyMs, { ignoresWake: true });
    readAtMs = performance.now();
  }

  async function follow(): Promise<void> {
    await pace();
    while (!isStopping) {
      reading = turn();
      try {
        await signal.wait(await reading);
      } catch (error) {
        onError(error);
        await signal.wait(RETRY_MS, { ignoresWake: true });
      }
      await pace();
    }
  }

  const stopListening = onWrite(signal.wake);
  void follow();
  return {
    async untilDue(queue, limitMs) {
      if (isStopping) return;
      const waited = waitIn(waiting, queue, limitMs);
      if (isDue(queue)) signal.wake(); // found while its job was at work
      await waited;
    },
    async stop() {
      isStopping = true;
      stopListening();
      for (const end of waiting.keys()) end();
      signal.wake();
      await reading?.catch(() => undefined); // reported by the loop
    },
  };
}

/** What ends each wait, with its queue. */
type Waiting = Map<() => void, DueQueue>;

const waitIn = (waiting: Waiting, queue: DueQueue, limitMs: number): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      waiting.delete(end);
      resolve();
    };
    const timer = setTimeout(end, limitMs);
    timer.unref();
    waiting.set(end, queue);
  });
