import { expect, test } from "vitest";
import { createFairQueue } from "./fair-queue";

const open = (limits = {}) =>
  createFairQueue<number[]>((item) => item.length, {
    capacity: 100,
    capacityPerKey: 60,
    takesOfKey: 1,
    ...limits,
  });
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
