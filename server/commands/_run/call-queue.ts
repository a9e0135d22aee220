import { createKeyedQueue, type KeyedQueueLimits, type Taken } from "@/server/lib/async/keyed-queue";
import { isDatabaseOut } from "@/server/lib/is-away";

/** Collects calls into transactions: those that arrive while one runs share the next. */
export type CallQueue<C> = {
  /** False when too many wait. */
  add(key: number, call: C): boolean;
  /** Resolves when nothing waits or runs. */
  drained(): Promise<void>;
};

export type CallQueueLimits = KeyedQueueLimits & {
  /** The size of one transaction; a single call may be larger. */
  batch: number;
  /** Concurrent transactions of all keys. */
  transactions: number;
};

export type CallQueueOptions<C> = {
  limits: CallQueueLimits;
  sizeOf: (call: C) => number;
  /** Settles each of these calls, which share a key. Returns the error that the last transaction ended with, or null. */
  settle(key: number, calls: readonly C[]): Promise<unknown>;
};

/** Creates a queue. Keys take turns, a transaction each. */
export function createCallQueue<C extends { reject(error: unknown): void }>({
  limits: { batch, transactions, ...turnLimits },
  sizeOf,
  settle,
}: CallQueueOptions<C>): CallQueue<C> {
  const turns = createKeyedQueue<number, C>(turnLimits, sizeOf);
  let running = 0;
  let isScheduled = false;
  const idle: (() => void)[] = [];

  /** After the calls that arrive in the same turn of the event loop. */
  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      start();
    });
  }

  function start(): void {
    while (running < transactions) {
      const taken = turns.take(batch);
      if (!taken) return;
      running += 1;
      void serve(taken);
    }
  }

  async function serve(taken: Taken<number, C>): Promise<void> {
    const error = await settle(taken.key, taken.items);
    running -= 1;
    turns.done(taken);
    // An unreachable database fails all waiting calls immediately, rather than each after its own timeout.
    if (isDatabaseOut(error)) rejectCalls(turns.clear(), error);
    if (turns.totalSize() === 0) for (const resolve of idle.splice(0)) resolve();
    start();
  }

  return {
    add(key, call) {
      const isAdded = turns.add(key, call);
      if (isAdded) schedule();
      return isAdded;
    },
    drained: () =>
      turns.totalSize() === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve)),
  };
}

/** Rejects each call with the error, and returns it. */
export function rejectCalls(calls: readonly { reject(error: unknown): void }[], error: unknown): unknown {
  for (const { reject } of calls) reject(error);
  return error;
}
