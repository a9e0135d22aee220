import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTokenBucket } from "@/server/lib/async/token-bucket";
import { createOpenCounts } from "./open-counts";
import type { Peers } from "./peers";
import { createRestarts } from "./restarts";
import { shareBucket } from "./shared-bucket";

/** So many web processes, each with its end of what they send each other. */
function createPeers(count: number): (Peers & { join(): void; end(): void })[] {
  const takers = Array.from({ length: count }, () => new Map<string, Parameters<Peers["receive"]>[1]>());
  const joined = Array.from({ length: count }, (): (() => void)[] => []);
  const gone = Array.from({ length: count }, (): ((from: number) => void)[] => []);
  return takers.map((own, self) => {
    const others = <T>(all: readonly T[]) => all.filter((_, i) => i !== self);
    return {
      send({ topic, counts }) {
        for (const theirs of others(takers)) theirs.get(topic)?.(counts, self);
      },
      receive: (topic, take) => void own.set(topic, take),
      onJoined: (listener) => void joined[self]?.push(listener),
      onGone: (listener) => void gone[self]?.push(listener),
      join() {
        for (const listener of others(joined).flat()) listener();
      },
      end() {
        for (const listener of others(gone).flat()) listener(self);
      },
    };
  });
}

function useClock() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

describe("shared bucket", () => {
  const open = (count: number, burst: number) => {
    useClock();
    const rate = { perSecond: 1, burst };
    return createPeers(count).map((peers) => shareBucket("token", createTokenBucket(rate), peers));
  };

  test("what one process takes is taken in the others", async () => {
    const [one, other] = open(2, 10);
    for (let i = 0; i < 8; i++) expect(one?.take("a").isAllowed).toBe(true);
    await vi.advanceTimersByTimeAsync(50);
    expect(other?.take("a").isAllowed).toBe(true);
    expect(other?.take("a").isAllowed).toBe(true);
    expect(other?.take("a").isAllowed).toBe(false);
    expect(other?.take("b").isAllowed).toBe(true);
  });

  test("what processes allow before they know of each other is a debt of all", async () => {
    const buckets = open(3, 10);
    for (const bucket of buckets) for (let i = 0; i < 10; i++) bucket.take("a");
    await vi.advanceTimersByTimeAsync(50);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(buckets.map((bucket) => bucket.peek("a").isAllowed)).toEqual([false, false, false]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(buckets.map((bucket) => bucket.peek("a").isAllowed)).toEqual([true, true, true]);
  });

  test("refused requests cost nothing, and charged work counts everywhere", async () => {
    const [one, other] = open(2, 2);
    for (let i = 0; i < 9; i++) one?.take("a");
    one?.charge("b", 2);
    await vi.advanceTimersByTimeAsync(50);
    expect(other?.peek("a").retryAfterMs).toBeLessThanOrEqual(1_000);
    expect(other?.peek("b").isAllowed).toBe(false);
  });

  test("a process that serves its port alone counts by itself", () => {
    const bucket = createTokenBucket({ perSecond: 1, burst: 1 });
    expect(shareBucket("token", bucket, null)).toBe(bucket);
  });
});

describe("open counts", () => {
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const open = (count: number) => {
    useClock();
    const peers = createPeers(count);
    return peers.map((own) => ({ ...own, counts: createOpenCounts("sockets", own) }));
  };

  test("each process counts what is open in all", async () => {
    const all = open(3);
    for (const { counts } of all) counts.add("a", 1);
    all[0]?.counts.add("a", 1);
    await settle();
    expect(all.map(({ counts }) => counts.of("a"))).toEqual([4, 4, 4]);
    all[0]?.counts.add("a", -1);
    all[1]?.counts.add("a", -1);
    await settle();
    expect(all.map(({ counts }) => counts.of("a"))).toEqual([2, 2, 2]);
  });

  test("what a killed process had open is no longer counted, and its successor learns what is", async () => {
    const [one, other] = open(2);
    one?.counts.add("a", 1);
    other?.counts.add("a", 1);
    await settle();
    other?.end();
    expect(one?.counts.of("a")).toBe(1);
    const successor = createOpenCounts("sockets", other);
    other?.join();
    await settle();
    expect(successor.of("a")).toBe(1);
  });

  test("a process that serves its port alone counts its own", () => {
    const counts = createOpenCounts("sockets", null);
    counts.add("a", 1);
    expect([counts.of("a"), counts.of("b")]).toEqual([1, 0]);
  });
});

describe("restarts", () => {
  test("the pause doubles up to ten seconds, and is short again after a minute of life", () => {
    const restarts = createRestarts();
    const pauses = Array.from({ length: 9 }, () => restarts.pauseAfter(500));
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    expect(restarts.pauseAfter(60_000)).toBe(100);
  });
});
