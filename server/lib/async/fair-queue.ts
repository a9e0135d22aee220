export type FairQueueLimits = {
  /** The greatest total size, waiting and taken, of all keys and of one key. */
  capacity: number;
  capacityPerKey: number;
  /** Concurrent takes per key. */
  takesOfKey: number;
};

/** A queue by key. Batches are taken from the keys in turn. */
export type FairQueue<T> = {
  /** False when there is no room. */
  add(key: number, item: T): boolean;
  /** The oldest items of the next key: at least one, else as many as fit into `sizeMax`. Call their `done` afterwards. */
  take(sizeMax: number): Taken<T> | null;
  done(taken: Taken<T>): void;
  /** Removes and returns all waiting items. */
  clear(): T[];
  /** The total size of waiting and taken items. */
  totalSize(): number;
};

export type Taken<T> = { key: number; items: T[] };

type Line<T> = { key: number; waiting: T[]; takes: number; size: number };

/** Creates a queue. A take moves its key to the end, so no key waits longer than one take of every other. */
export function createFairQueue<T>(sizeOf: (item: T) => number, limits: FairQueueLimits): FairQueue<T> {
  /** In the order of their turns. */
  const lines = new Map<number, Line<T>>();
  let totalSize = 0;

  const grow = (line: Line<T>, by: number) => {
    totalSize += by;
    line.size += by;
    if (line.size === 0) lines.delete(line.key);
  };
  const total = (items: readonly T[]) => items.reduce((sum, item) => sum + sizeOf(item), 0);

  return {
    add(key, item) {
      const line = lines.get(key) ?? { key, waiting: [], takes: 0, size: 0 };
      const size = sizeOf(item);
      if (totalSize + size > limits.capacity || line.size + size > limits.capacityPerKey) return false;
      lines.set(key, line);
      grow(line, size);
      line.waiting.push(item);
      return true;
    },
    take(sizeMax) {
      for (const line of lines.values()) {
        if (line.waiting.length === 0 || line.takes >= limits.takesOfKey) continue;
        line.takes += 1;
        lines.delete(line.key);
        lines.set(line.key, line);
        return { key: line.key, items: line.waiting.splice(0, countFitting(line.waiting, sizeOf, sizeMax)) };
      }
      return null;
    },
    done({ key, items }) {
      const line = lines.get(key);
      if (!line) throw new Error(`nothing of ${key} was taken`);
      line.takes -= 1;
      grow(line, -total(items));
    },
    clear: () =>
      [...lines.values()].flatMap((line) => {
        const items = line.waiting.splice(0);
        grow(line, -total(items));
        return items;
      }),
    totalSize: () => totalSize,
  };
}

function countFitting<T>(items: readonly T[], sizeOf: (item: T) => number, sizeMax: number): number {
  let [count, size] = [0, 0];
  for (const item of items) {
    size += sizeOf(item);
    if (count > 0 && size > sizeMax) break;
    count += 1;
  }
  return count;
}
