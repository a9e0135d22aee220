import pLimit, { type LimitFunction } from "p-limit";

/** Runs work on items of several keys. Each key has its own concurrency and its own queue. */
export type KeyedLimiter<T> = {
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

type Line<T> = { limit: LimitFunction; waiting: Set<T>; running: number };

/** Creates a limiter with one `p-limit` per key that has items. */
export function createKeyedLimiter<T>({ keyOf, concurrencyOf, work }: Options<T>): KeyedLimiter<T> {
  const lines = new Map<number, Line<T>>();
  let count = 0;

  async function start(item: T, line: Line<T>): Promise<void> {
    if (!line.waiting.delete(item)) return; // removed since `p-limit` chose it
    line.running++;
    await work(item).finally(() => {
      line.running--;
      count--;
    });
  }
  function dropIfIdle(key: number, line: Line<T>): void {
    if (line.waiting.size + line.running === 0 && lines.get(key) === line) lines.delete(key);
  }

  return {
    add(item) {
      const key = keyOf(item);
      const concurrency = concurrencyOf(item);
      const line = lines.get(key) ?? { limit: pLimit(concurrency), waiting: new Set(), running: 0 };
      lines.set(key, line);
      if (line.limit.concurrency !== concurrency) line.limit.concurrency = concurrency;
      line.waiting.add(item);
      count++;
      void line.limit(start, item, line).finally(() => dropIfIdle(key, line));
    },
    count: () => count,
    counts: () => new Map([...lines].map(([key, { waiting, running }]) => [key, waiting.size + running])),
    removeWaiting(key) {
      const some = [...lines].filter(([known]) => key === undefined || known === key);
      const removed = some.flatMap(([, { waiting }]) => [...waiting]);
      for (const [, { limit, waiting }] of some) {
        limit.clearQueue();
        waiting.clear();
      }
      count -= removed.length;
      return removed;
    },
  };
}
