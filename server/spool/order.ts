/** What is to be done in order. */
export type Ordered = {
  /** Those with a key in common follow each other. */
  keys: readonly string[];
  /** Those that have it as a key come before or after this one, and those that are under it too need not wait for each other. */
  under: string | null;
};

/** Items in the order in which they came, as far as they have a key in common. */
export type Order<T extends Ordered> = {
  /** `onFirst` is called, now or later, when nothing is left that must come before. */
  add(item: T): void;
  /** One that is first is over: what waited for it follows. */
  remove(item: T): void;
  /** Whether something is left that must come before such an item. */
  isBehind(item: Ordered): boolean;
};

export function createOrder<T extends Ordered>(onFirst: (item: T) => void): Order<T> {
  const lines = new Map<string, Line<T>>();
  const keysOf = ({ keys, under }: Ordered) => (under === null ? keys : [...keys, under]);
  const isFirst = (item: T) => keysOf(item).every((key) => lines.get(key)?.isFirst(item));
  const lineOf = (key: string): Line<T> => {
    const line = lines.get(key) ?? new Line<T>();
    lines.set(key, line);
    return line;
  };
  return {
    add(item) {
      for (const key of item.keys) lineOf(key).push(item);
      if (item.under !== null) lineOf(item.under).pushShared(item);
      if (isFirst(item)) onFirst(item);
    },
    remove(item) {
      for (const key of keysOf(item)) {
        const line = lines.get(key);
        const followers = line?.remove(item) ?? [];
        if (line?.isEmpty()) lines.delete(key);
        for (const follower of followers) if (isFirst(follower)) onFirst(follower);
      }
    },
    isBehind: ({ keys, under }) =>
      keys.some((key) => lines.has(key)) || (under !== null && lines.get(under)?.hasAlone() === true),
  };
}

/** Items that may be first together. */
class Shared<T> {
  readonly items = new Set<T>();
}

const NONE: never[] = [];

/** First in, first out. An array's `shift` would move all others. */
class Line<T extends object> {
  #groups: (T | Shared<T>)[] = NONE;
  #from = 0;
  #alone = 0;

  isEmpty(): boolean {
    return this.#from >= this.#groups.length;
  }

  hasAlone(): boolean {
    return this.#alone > 0;
  }

  isFirst(item: T): boolean {
    const first = this.#groups[this.#from];
    return first instanceof Shared ? first.items.has(item) : first === item;
  }

  push(item: T): void {
    this.#alone += 1;
    this.#add(item);
  }

  pushShared(item: T): void {
    let last = this.isEmpty() ? undefined : this.#groups.at(-1);
    if (!(last instanceof Shared)) {
      last = new Shared();
      this.#add(last);
    }
    last.items.add(item);
  }

  /** Most lines have one: an empty array reserves room for 17 when it grows. */
  #add(group: T | Shared<T>): void {
    if (this.isEmpty()) {
      this.#groups = [group];
      this.#from = 0;
    } else this.#groups.push(group);
  }

  /** One of the first; returns those that are first since. */
  remove(item: T): readonly T[] {
    const first = this.#groups[this.#from];
    if (first instanceof Shared) {
      first.items.delete(item);
      if (first.items.size > 0) return [];
    } else this.#alone -= 1;
    this.#shift();
    const next = this.#groups[this.#from];
    if (next === undefined) return [];
    return next instanceof Shared ? [...next.items] : [next];
  }

  #shift(): void {
    this.#from += 1;
    if (this.#from < 1_000 && this.#from < this.#groups.length) return;
    this.#groups = this.#groups.slice(this.#from);
    this.#from = 0;
  }
}
