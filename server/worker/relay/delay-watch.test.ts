import { expect, onTestFinished, test, vi } from "vitest";
import type { Database } from "@/server/store/_postgres/db";
import { startDelayWatch } from "./delay-watch";

type Ends = { firstId: number; lastId: number } | "away" | null;

/** A watch over an outbox with these ids, on a fake clock. */
function watch() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const outbox: { ends: Ends } = { ends: null };
  const query = async () => {
    if (outbox.ends === "away") throw new Error("away");
    return outbox.ends === null ? [] : [outbox.ends];
  };
  const log = { error: vi.fn(), info: vi.fn() };
  // The only statement of a watch.
  const watching = startDelayWatch({ database: { query: query as unknown as Database["query"] }, log });
  onTestFinished(() => watching.stop());
  const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
  return { outbox, log, watching, pass };
}

test("an event that waits 30 s raises one alert, which ends when it is stamped", async () => {
  const { outbox, log, watching, pass } = watch();
  outbox.ends = { firstId: 7, lastId: 9 };
  await pass(30);
  expect(watching.isDelayed()).toBe(false);
  outbox.ends = { firstId: 7, lastId: 50 };
  await pass(6);
  expect(watching.isDelayed()).toBe(true);
  await pass(60);
  expect(log.error).toHaveBeenCalledTimes(1);
  outbox.ends = { firstId: 50, lastId: 50 };
  await pass(3);
  outbox.ends = null;
  await pass(3);
  expect([watching.isDelayed(), log.info.mock.calls.length]).toEqual([false, 1]);
});

test("an outbox that is never empty, but whose events wait only briefly, is not delayed", async () => {
  const { outbox, log, watching, pass } = watch();
  for (let second = 0; second < 120; second++) {
    outbox.ends = { firstId: second * 10, lastId: second * 10 + 30 };
    await pass(1);
  }
  expect(watching.isDelayed()).toBe(false);
  expect(log.error).not.toHaveBeenCalled();
});

test("what waited before the database went away is delayed while it is away", async () => {
  const { outbox, watching, pass } = watch();
  outbox.ends = { firstId: 1, lastId: 1 };
  await pass(4);
  outbox.ends = "away";
  await pass(40);
  expect(watching.isDelayed()).toBe(true);
});

test("a wall clock that jumps changes nothing", async () => {
  const { outbox, watching, pass } = watch();
  outbox.ends = { firstId: 1, lastId: 1 };
  await pass(4);
  vi.setSystemTime(Date.now() + 3_600_000);
  await pass(4);
  expect(watching.isDelayed()).toBe(false);
});

test("an outbox that the relay found empty is not looked at, and one that has events again is", async () => {
  const { outbox, watching, pass } = watch();
  outbox.ends = { firstId: 7, lastId: 7 };
  for (let i = 0; i < 60; i++) {
    watching.noteEmpty();
    await pass(3);
  }
  expect(watching.isDelayed()).toBe(false);
  await pass(36);
  expect(watching.isDelayed()).toBe(true);
});
