import { expect, test } from "vitest";
import { createKeyedWork } from "./keyed-work";

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
  expect(queue.counts()).toEqual(new Map(Object.entries({ 1: 4, 2: 1 }).map(([key, n]) => [Number(key), n])));
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
