import { createKeyedQueue, type Taken } from "./keyed-queue";

/** Runs work on items of several keys. Each key has its own concurrency, and its items start in order. */
export type KeyedWork<T> = {
  add(item: T): void;
  /** Items that wait or run. */
  count(): number;
  /** The same per key. */
  counts(): ReadonlyMap<number, number>;
  /** Removes and returns the items that have not started, of one key or of all. */
  removeWaiting(key?: number): T[];
};

type Options<T> = {
  keyOf: (item: T) => number;
  /** The concurrency of a key; its newest item decides. */
  concurrencyOf: (item: T) => number;
  /** Must not throw. */
  work: (item: T) => Promise<void>;
};

/** Creates it. An item that is added starts after the current task, and may be removed until then. */
export function createKeyedWork<T extends object>({ keyOf, concurrencyOf, work }: Options<T>): KeyedWork<T> {
  const queue = createKeyedQueue<number, T>({ takesOfKey: 1 });

  function start(key: number): void {
    for (let taken = queue.takeOf(key); taken; taken = queue.takeOf(key)) void run(taken);
  }
  async function run(taken: Taken<number, T>): Promise<void> {
    try {
      for (const item of taken.items) await work(item);
    } finally {
      queue.done(taken);
      start(taken.key);
    }
  }

  return {
    add(item) {
      const key = keyOf(item);
      queue.add(key, item, concurrencyOf(item));
      queueMicrotask(() => start(key));
    },
    count: queue.totalSize,
    counts: queue.sizes,
    removeWaiting: queue.clear,
  };
}
