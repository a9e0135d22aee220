import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { createKeyedQueue, type Taken } from "./keyed-queue";
import { createKeyedWork } from "./keyed-work";

describe("keyed queue", () => {
  const open = (limits = {}) =>
    createKeyedQueue<number, number[]>(
      { capacity: 100, capacityPerKey: 60, takesOfKey: 1, ...limits },
      (item) => item.length,
    );

  const sized = (size: number) => Array.from({ length: size }, (_, i) => i);

  test("keys take turns, however many items one of them has", () => {
    const turns = open({ takesOfKey: 9 });
    for (let i = 0; i < 5; i++) turns.add(1, sized(10));
    turns.add(2, sized(1));
    turns.add(3, sized(1));
    const order = Array.from({ length: 5 }, () => turns.take(20));
    expect(order.map((taken) => [taken?.key, taken?.items.length])).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
      [1, 2],
      [1, 1],
    ]);
    expect(turns.take(20)).toBeNull();
  });

  test("the queue limits concurrent takes per key", () => {
    const turns = open({ takesOfKey: 2 });
    for (let i = 0; i < 3; i++) turns.add(1, sized(1));
    const first = turns.take(1);
    expect([first?.key, turns.take(1)?.key, turns.take(1)]).toEqual([1, 1, null]);
    if (first) turns.done(first);
    expect(turns.take(1)?.key).toBe(1);
  });

  test("an item that is larger than a take is taken alone", () => {
    const turns = open();
    turns.add(1, sized(50));
    turns.add(1, sized(1));
    expect(turns.take(10)?.items).toEqual([sized(50)]);
  });

  test("taken items count towards the capacity until done, and items over capacity are refused", () => {
    const turns = open();
    expect([
      turns.add(1, sized(60)),
      turns.add(1, sized(1)),
      turns.add(2, sized(41)),
      turns.add(2, sized(40)),
    ]).toEqual([true, false, false, true]);
    const taken = turns.take(100);
    expect([turns.totalSize(), turns.add(1, sized(1))]).toEqual([100, false]);
    if (taken) turns.done(taken);
    expect([turns.totalSize(), turns.add(1, sized(1))]).toEqual([40, true]);
  });

  test("clear leaves taken items", () => {
    const turns = open();
    turns.add(1, sized(1));
    const taken = turns.take(100);
    turns.add(1, sized(2));
    turns.add(2, sized(3));
    expect(turns.clear()).toEqual([sized(2), sized(3)]);
    expect(turns.totalSize()).toBe(1);
    if (taken) turns.done(taken);
    expect(turns.totalSize()).toBe(0);
  });

  test("one item is removed while it waits, and not afterwards", () => {
    const turns = open();
    const [first, second] = [sized(1), sized(2)];
    turns.add(1, first);
    turns.add(1, second);
    turns.takeOf(1);
    expect([turns.remove(1, first), turns.remove(1, second), turns.remove(1, second)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(turns.totalSize()).toBe(1);
  });

  type Item = { key: number; size: number };

  const LIMITS = { capacity: 30, capacityPerKey: 12, takesOfKey: 2 };

  const key = fc.integer({ min: 1, max: 4 });

  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), key, size: fc.nat({ max: 5 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("take" as const), sizeMax: fc.nat({ max: 8 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("takeOf" as const), key }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("done" as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), key, which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const), key: fc.option(key) }) },
  );

  test("in any order of calls: items leave once and in order, the limits hold, and the key that waits longest is next", () => {
    holds(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = createKeyedQueue<number, Item>(LIMITS, ({ size }) => size);
        /** What waits by key, the keys in the order of their turns; and what is taken. */
        const waiting = new Map<number, Item[]>();
        let taken: Taken<number, Item>[] = [];
        const all = () => [...waiting.values()].flat().concat(taken.flatMap(({ items }) => items));
        const sizeOf = (items: readonly Item[]) => items.reduce((sum, { size }) => sum + size, 0);
        const takesOf = (of: number) => taken.filter((one) => one.key === of).length;
        const isReady = (of: number) => (waiting.get(of) ?? []).length > 0 && takesOf(of) < LIMITS.takesOfKey;
        const expectTaken = (got: Taken<number, Item> | null, of: number | undefined, sizeMax: number) => {
          if (of === undefined) return expect(got).toBeNull();
          const line = waiting.get(of) ?? [];
          expect([got?.key, got?.items]).toEqual([of, line.slice(0, got?.items.length)]);
          expect(got?.items.length === 1 || sizeOf(got?.items ?? []) <= sizeMax).toBe(true);
          const next = line[got?.items.length ?? 0];
          if (next) expect(sizeOf(got?.items ?? []) + next.size).toBeGreaterThan(sizeMax);
          if (got) taken.push(got);
          waiting.delete(of);
          waiting.set(of, line.slice(got?.items.length));
        };
        for (const one of steps) {
          if (one.do === "add") {
            const item = { key: one.key, size: one.size + 1 };
            const own = all().filter((other) => other.key === one.key);
            const fits =
              sizeOf([...all(), item]) <= LIMITS.capacity && sizeOf([...own, item]) <= LIMITS.capacityPerKey;
            expect(queue.add(one.key, item)).toBe(fits);
            if (fits) waiting.set(one.key, [...(waiting.get(one.key) ?? []), item]);
          } else if (one.do === "take") {
            expectTaken(queue.take(one.sizeMax), [...waiting.keys()].find(isReady), one.sizeMax);
          } else if (one.do === "takeOf") {
            expectTaken(queue.takeOf(one.key), isReady(one.key) ? one.key : undefined, 0);
          } else if (one.do === "done") {
            const ended = taken[one.which % Math.max(1, taken.length)];
            if (ended) queue.done(ended);
            taken = taken.filter((other) => other !== ended);
          } else if (one.do === "remove") {
            const line = waiting.get(one.key) ?? [];
            const item = line[one.which % Math.max(1, line.length)];
            if (item) expect(queue.remove(one.key, item)).toBe(true);
            if (item)
              waiting.set(
                one.key,
                line.filter((other) => other !== item),
              );
          } else {
            const keys = one.key === null ? [...waiting.keys()] : [one.key];
            const cleared = keys.flatMap((of) => waiting.get(of) ?? []);
            expect(queue.clear(one.key ?? undefined)).toEqual(cleared);
            for (const of of keys) if (waiting.has(of)) waiting.set(of, []);
          }
          // A key without items has lost its turn.
          for (const [of, line] of waiting) if (line.length + takesOf(of) === 0) waiting.delete(of);
          expect(queue.totalSize()).toBe(sizeOf(all()));
          expect(queue.sizes()).toEqual(
            new Map([...waiting.keys()].map((of) => [of, sizeOf(all().filter((item) => item.key === of))])),
          );
        }
      }),
    );
  });
});

describe("keyed work", () => {
  type Item = { key: number; name: string };

  function open(concurrency: number) {
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const queue = createKeyedWork<Item>({
      keyOf: ({ key }) => key,
      concurrencyOf: () => concurrency,
      work: ({ name }) => {
        started.push(name);
        return new Promise((resolve) => ends.set(name, resolve));
      },
    });
    const add = (key: number, ...names: string[]) => names.map((name) => queue.add({ key, name }));
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const end = async (name: string) => {
      ends.get(name)?.();
      await settled();
    };
    return { queue, started, add, end, settled };
  }

  test("a busy key delays no other, and its items start in order", async () => {
    const { queue, started, add, end, settled } = open(2);
    add(1, "a", "b", "c", "d");
    add(2, "e");
    await settled();
    expect(started).toEqual(["a", "b", "e"]);
    expect(queue.counts()).toEqual(
      new Map(Object.entries({ 1: 4, 2: 1 }).map(([key, n]) => [Number(key), n])),
    );
    await end("b");
    expect(started).toEqual(["a", "b", "e", "c"]);
    for (const name of ["a", "e", "c", "d"]) await end(name);
    expect(queue.count()).toBe(0);
    expect(queue.counts().size).toBe(0);
  });

  test("a removed item never starts, also if its turn had come, and is no longer counted", async () => {
    const { queue, started, add, end, settled } = open(1);
    add(1, "a", "b");
    expect(queue.removeWaiting(1).map(({ name }) => name)).toEqual(["a", "b"]);
    add(1, "c", "d");
    add(2, "e", "f");
    await settled();
    expect(started.toSorted()).toEqual(["c", "e"]);
    expect(queue.removeWaiting().map(({ name }) => name)).toEqual(["d", "f"]);
    expect(queue.count()).toBe(2);
    for (const name of ["c", "e"]) await end(name);
    expect([queue.count(), queue.counts().size]).toEqual([0, 0]);
  });
});
