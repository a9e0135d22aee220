export type KeyedLimiter<T> = {
  add(item: T): void;
  /** In hand, whether begun or not. */
  count(): number;
  /** The same per key. */
  inHand(): ReadonlyMap<number, number>;
  /** Takes out what was not begun, of one key or of all. */
  letGo(of?: number): T[];
};

type Options<T> = {
  key: (item: T) => number;
  /** How many of one key are worked on at once. */
  atOnce: (item: T) => number;
  /** Must not throw. */
  work: (item: T) => Promise<void>;
};

/** Works on items of several keys, of each key so many at once, the others waiting behind their own. */
export function createKeyedLimiter<T>({ key, atOnce, work }: Options<T>): KeyedLimiter<T> {
  const queues = new Map<number, { waiting: T[]; begun: number }>();
  let count = 0;

  function begin(of: number): void {
    const queue = queues.get(of);
    for (let next = queue?.waiting[0]; queue && next && queue.begun < atOnce(next); next = queue.waiting[0]) {
      queue.waiting.shift();
      queue.begun++;
      void work(next).finally(() => {
        queue.begun--;
        count--;
        if (queue.begun === 0 && queue.waiting.length === 0) queues.delete(of);
        else begin(of);
      });
    }
  }

  return {
    add(item) {
      const of = key(item);
      const queue = queues.get(of) ?? { waiting: [], begun: 0 };
      queues.set(of, queue);
      queue.waiting.push(item);
      count++;
      begin(of);
    },
    count: () => count,
    inHand: () => new Map([...queues].map(([of, { waiting, begun }]) => [of, waiting.length + begun])),
    letGo(of) {
      const some = [...queues].filter(([known]) => of === undefined || known === of);
      const unbegun = some.flatMap(([, { waiting }]) => waiting.splice(0));
      count -= unbegun.length;
      return unbegun;
    },
  };
}
