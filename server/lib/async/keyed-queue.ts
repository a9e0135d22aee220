export type KeyedQueueLimits = {
  /** The greatest total size, waiting and taken, of all keys and of one key. Default: unlimited. */
  capacity?: number;
  capacityPerKey?: number;
  /** Concurrent takes per key. */
  takesOfKey: number;
};

/**
 * A queue by key. Items of a key are taken in their order, and at most so many takes of a key run at the same time. Call `done`
 * after each take.
 */
export type KeyedQueue<K, T extends object> = {
  /** False when there is no room. `takesOfKey` replaces the limit for this key, as long as it has items. */
  add(key: K, item: T, takesOfKey?: number): boolean;
  /** The oldest items of the next key in turn: at least one, else as many as fit into `sizeMax`. Null: nothing may be taken. */
  take(sizeMax: number): Taken<K, T> | null;
  /** The oldest item of this key. */
  takeOf(key: K): Taken<K, T> | null;
  done(taken: Taken<K, T>): void;
  /** Removes an item that waits; false when it does not. */
  remove(key: K, item: T): boolean;
  /** Removes and returns the items that wait, of one key or of all. */
  clear(key?: K): T[];
  /** The total size of waiting and taken items, of all keys and by key. */
  totalSize(): number;
  sizes(): ReadonlyMap<K, number>;
};

export type Taken<K, T> = { key: K; items: readonly T[] };

type Line<K, T> = { key: K; waiting: Set<T>; takesMax: number; takes: number; size: number };

/** Creates a queue. A take moves its key to the end, so no key waits longer than one take of every other. */
export function createKeyedQueue<K, T extends object>(
  { capacity = Number.POSITIVE_INFINITY, capacityPerKey = capacity, takesOfKey }: KeyedQueueLimits,
  sizeOf: (item: T) => number = () => 1,
): KeyedQueue<K, T> {
  /** Of the keys with items, in the order of their turns. */
  const lines = new Map<K, Line<K, T>>();
  let totalSize = 0;

  const grow = (line: Line<K, T>, by: number) => {
    totalSize += by;
    line.size += by;
    if (line.size === 0) lines.delete(line.key);
  };
  const total = (items: readonly T[]) => items.reduce((sum, item) => sum + sizeOf(item), 0);

  function takeFrom(line: Line<K, T>, sizeMax: number): Taken<K, T> {
    line.takes += 1;
    lines.delete(line.key);
    lines.set(line.key, line);
    const items = firstFitting(line.waiting, sizeOf, sizeMax);
    for (const item of items) line.waiting.delete(item);
    return { key: line.key, items };
  }

  function clearLine(line: Line<K, T>): T[] {
    const items = [...line.waiting];
    line.waiting.clear();
    grow(line, -total(items));
    return items;
  }

  return {
    add(key, item, takesMax = takesOfKey) {
      const line = lines.get(key) ?? { key, waiting: new Set(), takesMax, takes: 0, size: 0 };
      const size = sizeOf(item);
      if (totalSize + size > capacity || line.size + size > capacityPerKey) return false;
      lines.set(key, line);
      line.takesMax = takesMax;
      grow(line, size);
      line.waiting.add(item);
      return true;
    },
    take(sizeMax) {
      for (const line of lines.values()) if (isReady(line)) return takeFrom(line, sizeMax);
      return null;
    },
    takeOf(key) {
      const line = lines.get(key);
      return line && isReady(line) ? takeFrom(line, 0) : null;
    },
    done({ key, items }) {
      const line = lines.get(key);
      if (!line) throw new Error(`nothing of ${key} was taken`);
      line.takes -= 1;
      grow(line, -total(items));
    },
    remove(key, item) {
      const line = lines.get(key);
      if (!line?.waiting.delete(item)) return false;
      grow(line, -sizeOf(item));
      return true;
    },
    clear: (key) =>
      [...lines.values()].filter((line) => key === undefined || line.key === key).flatMap(clearLine),
    totalSize: () => totalSize,
    sizes: () => new Map([...lines].map(([key, { size }]) => [key, size])),
  };
}

const isReady = ({ waiting, takes, takesMax }: Line<unknown, unknown>): boolean =>
  waiting.size > 0 && takes < takesMax;

/** The first item, and those after it that fit with it into `sizeMax`. */
function firstFitting<T>(items: Iterable<T>, sizeOf: (item: T) => number, sizeMax: number): T[] {
  const fitting: T[] = [];
  let size = 0;
  for (const item of items) {
    size += sizeOf(item);
    if (fitting.length > 0 && size > sizeMax) break;
    fitting.push(item);
  }
  return fitting;
}
