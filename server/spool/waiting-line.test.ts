import fc from "fast-check";
import { expect, test } from "vitest";
import { createTurns } from "./turns";
import { createWaitingLine, type Queued } from "./waiting-line";

const at = (id: number, keys: readonly string[], under: string | null = null) => ({
  id: String(id),
  kind: "whatsapp" as const,
  at: id,
  keys,
  under,
  segment: 1,
  offset: id,
  length: 1,
});

const KEYS = ["a", "b", "c", "d"] as const;
const keySets = fc.array(fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1 }), {
  maxLength: 30,
});

test("records with a key in common leave in their order and one at a time, whatever fails meanwhile, and all leave", () => {
  fc.assert(
    fc.property(keySets, fc.infiniteStream(fc.nat()), (sets, choices) => {
      const choose = () => choices.next().value ?? 0;
      const line = createWaitingLine();
      for (const [id, keys] of sets.entries()) line.add(at(id, keys));
      const sending: Queued[] = [];
      const left: Queued[] = [];
      for (let step = 0; left.length < sets.length && step < 10_000; step++) {
        const next = choose() % 3 === 0 ? null : line.next(0);
        if (next) {
          for (const other of sending)
            expect(other.keys.filter((key) => next.keys.includes(key))).toEqual([]);
          sending.push(next);
          continue;
        }
        const [done] = sending.splice(choose() % Math.max(1, sending.length), 1);
        if (!done) continue;
        if (choose() % 4 === 0) line.putBack(done);
        else {
          line.finish(done);
          left.push(done);
        }
      }
      expect(left).toHaveLength(sets.length);
      for (const key of KEYS) {
        const ids = left.filter(({ keys }) => keys.includes(key)).map((record) => record.at);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
        expect(line.isBehind({ keys: [key], under: null })).toBe(false);
      }
    }),
  );
});

test("a record that was put back is not due before its time, and holds up only what has its key", () => {
  const line = createWaitingLine();
  for (const [id, key] of ["a", "a", "b"].entries()) line.add(at(id, [key]));
  const first = line.next(0);
  if (!first) throw new Error("one waits");
  first.notBeforeMs = 1_000;
  line.putBack(first);
  expect(line.next(999)?.id).toBe("2");
  expect(line.next(999)).toBeNull();
  expect(line.next(1_000)?.id).toBe("0");
});

test("a long line is emptied in order", () => {
  const line = createWaitingLine();
  for (let id = 0; id < 5_000; id++) line.add(at(id, ["a"]));
  for (let id = 0; id < 5_000; id++) {
    const next = line.next(0);
    expect(next?.id).toBe(String(id));
    if (next) line.finish(next);
  }
  expect([line.size(), line.oldestAt(), line.isBehind({ keys: ["a"], under: null })]).toEqual([
    0,
    null,
    false,
  ]);
});

test("turns with a key in common run in the order of their calls, also after a failure, and others do not wait", async () => {
  await fc.assert(
    fc.asyncProperty(keySets, fc.scheduler(), async (sets, scheduler) => {
      const inTurn = createTurns();
      const ended: number[] = [];
      const running = new Set<string>();
      const all = sets.map((keys, id) =>
        inTurn({ keys, under: null }, async () => {
          for (const key of keys) expect(running.has(key)).toBe(false);
          for (const key of keys) running.add(key);
          await scheduler.schedule(Promise.resolve());
          for (const key of keys) running.delete(key);
          ended.push(id);
          if (id % 3 === 0) throw new Error("it failed");
        }),
      );
      await Promise.all([scheduler.waitFor(Promise.allSettled(all))]);
      expect(ended).toHaveLength(sets.length);
      for (const key of KEYS) {
        const ids = ended.filter((id) => sets[id]?.includes(key));
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
      }
    }),
  );
});

test("records of one inbox need not wait for each other, but for one of the whole inbox, and that waits for them", () => {
  const line = createWaitingLine();
  for (const [id, one] of [["a"], ["b"], null, ["a"], ["c"]].entries())
    line.add(one ? at(id, one, "inbox") : at(id, ["inbox"]));
  const nextAll = () => {
    const found = [];
    for (let next = line.next(0); next; next = line.next(0)) found.push(next);
    return found;
  };
  expect(line.isBehind({ keys: ["new"], under: "inbox" })).toBe(true);
  expect(line.isBehind({ keys: ["new"], under: "other" })).toBe(false);
  const before = nextAll();
  expect(before.map(({ id }) => id)).toEqual(["0", "1"]);
  for (const record of before) {
    expect(nextAll()).toEqual([]);
    line.finish(record);
  }
  const [whole, ...none] = nextAll();
  expect([whole?.id, none]).toEqual(["2", []]);
  if (whole) line.finish(whole);
  expect(line.isBehind({ keys: ["new"], under: "inbox" })).toBe(false);
  expect(line.isBehind({ keys: ["inbox"], under: null })).toBe(true);
  for (const record of nextAll()) line.finish(record);
  expect([line.size(), line.isBehind({ keys: ["inbox"], under: null })]).toEqual([0, false]);
});
