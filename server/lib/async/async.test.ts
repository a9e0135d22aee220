import { AsyncLocalStorage } from "node:async_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createOverlapping } from "./overlapping";
import { createSemaphore, throttle } from "./semaphore";
import { steadyClock } from "./steady-clock";
import { createTtlCache } from "./ttl-cache";
import { waitUntil } from "./wait-until";

describe("overlapping", () => {
  const scene = () => {
    const clock = { ms: 0 };
    return { clock, overlapping: createOverlapping<string>(() => clock.ms) };
  };

  test("requests that arrive before a run ends share its result, also if they are late in asking", async () => {
    const { clock, overlapping } = scene();
    const work = vi.fn(async () => "first");
    const first = overlapping.run("a", 0, work);
    const second = overlapping.run("a", 0, work);
    clock.ms = 5;
    expect(await first).toBe("first");
    expect(await second).toBe("first");
    clock.ms = 8;
    expect(await overlapping.run("a", 4, work)).toBe("first");
    expect(work).toHaveBeenCalledTimes(1);
  });

  test("a request that arrives after a run ended, and one of another key, run by themselves", async () => {
    const { clock, overlapping } = scene();
    expect(await overlapping.run("a", 0, async () => "first")).toBe("first");
    expect(await overlapping.run("a", clock.ms, async () => "second")).toBe("second");
    expect(await overlapping.run("b", -1, async () => "other")).toBe("other");
  });

  test("a failure is not shared: those who wait run one after another until one succeeds", async () => {
    const { overlapping } = scene();
    const work = vi.fn(async () => "later");
    work.mockRejectedValueOnce(new Error("refused"));
    const runs = [1, 2, 3].map(() => overlapping.run("a", 0, work));
    const ended = await Promise.allSettled(runs);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test("ended runs are forgotten", async () => {
    const { clock, overlapping } = scene();
    await overlapping.run("a", 0, async () => "first");
    clock.ms = 20_000;
    await overlapping.run("b", 20_000, async () => "second");
    expect(overlapping.size()).toBe(1);
  });
});

describe("semaphore", () => {
  test("the semaphore bounds concurrency, keeps order, and releases a failed slot", async () => {
    const gate = createSemaphore(3);
    const begun: number[] = [];
    let [inside, most] = [0, 0];
    const works = Array.from({ length: 20 }, (_, i) =>
      gate(async () => {
        begun.push(i);
        most = Math.max(most, ++inside);
        for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        if (i === 5) throw new Error("five");
        return i;
      }),
    );
    const settled = await Promise.allSettled(works);
    expect(begun).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(3);
    expect(settled.flatMap((s, i) => (s.status === "rejected" ? [i] : []))).toEqual([5]);
    await expect(gate(async () => "later")).resolves.toBe("later");
  });

  test("the semaphore starts one waiter per turn of the event loop, with other work in between", async () => {
    const gate = createSemaphore(100);
    const seen: string[] = [];
    const crowd = Promise.all(Array.from({ length: 5 }, () => gate(async () => void seen.push("crowd"))));
    const tick = () => {
      seen.push("other");
      if (seen.length < 10) setImmediate(tick);
    };
    setImmediate(tick);
    await crowd;
    expect(seen.slice(0, 9).filter((who, i) => i > 0 && who === seen[i - 1])).toEqual([]);
  });
});

describe("throttle", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a burst calls immediately and once more at the end of the interval", () => {
    const work = vi.fn();
    const { schedule } = throttle(50, work);
    for (let i = 0; i < 1000; i++) schedule();
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(49);
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test("finish runs a pending call and ignores later ones", () => {
    const work = vi.fn();
    const { schedule, finish } = throttle(50, work);
    schedule();
    schedule();
    finish();
    expect(work).toHaveBeenCalledTimes(2);
    schedule();
    vi.advanceTimersByTime(1_000);
    expect(work).toHaveBeenCalledTimes(2);
  });
});

describe("ttl cache", () => {
  test("callers share an answer while it is fresh, and none gets one of an older version", async () => {
    vi.useFakeTimers();
    vi.advanceTimersByTime(1); // lru-cache treats an instant of 0 as absent
    let version = 1;
    const read = vi.fn(async () => "answer");
    const fresh = createTtlCache<string>({ freshMs: 900, keysMax: 10, version: () => version });
    const calls = (times: number) => expect(read).toHaveBeenCalledTimes(times);
    await Promise.all([fresh("a", read), fresh("a", read)]);
    vi.advanceTimersByTime(899);
    await fresh("a", read);
    calls(1);
    vi.advanceTimersByTime(2);
    await fresh("a", read);
    calls(2);
    version++;
    await fresh("a", read);
    calls(3);
    vi.useRealTimers();
  });

  test("null and failures are not cached, and the cache has no more keys than its limit", async () => {
    const fresh = createTtlCache<string>({ freshMs: 60_000, keysMax: 2, version: () => 0 });
    expect(await fresh("a", async () => null)).toBeNull();
    await expect(fresh("a", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    for (const key of ["a", "b", "c"]) await fresh(key, async () => "old");
    expect(await fresh("c", async () => "new")).toBe("old");
    expect(await fresh("a", async () => "new")).toBe("new");
  });

  test("an answer that a request began before a change of the version is given to that request only", async () => {
    let version = 1;
    const fresh = createTtlCache<string>({ freshMs: 60_000, keysMax: 2, version: () => version });
    let answerFirst = (_: string) => {};
    const first = fresh("a", () => new Promise<string>((resolve) => (answerFirst = resolve)));
    version++;
    expect(await fresh("a", async () => "new")).toBe("new");
    answerFirst("old");
    expect(await first).toBe("old");
    expect(await fresh("a", async () => "newer")).toBe("new");
  });

  test("a cached answer keeps nothing of the request that read it", async () => {
    const collect = exposeCollector();
    const requests = new AsyncLocalStorage<object>();
    const fresh = createTtlCache<string>({ freshMs: 60_000, keysMax: 2, version: () => 0 });
    const request = await (async () => {
      const context = { page: "rendered" };
      await requests.run(context, () => fresh("a", async () => "answer"));
      return new WeakRef(context);
    })();
    const isCollected = () => {
      collect();
      return request.deref() === undefined;
    };
    expect(await waitUntil(isCollected, { withinMs: 90_000 })).toBe(true);
    expect(await fresh("a", async () => "other")).toBe("answer");
  });

  function exposeCollector(): () => void {
    setFlagsFromString("--expose-gc");
    return runInNewContext("gc");
  }
});

test("a steady clock goes on when the time of day is set back, and forward with it", () => {
  const day = { ms: 1_000 };
  const nowMs = steadyClock(() => new Date(day.ms));
  expect(nowMs()).toBe(1_000);
  day.ms = 200;
  expect(nowMs()).toBe(1_000);
  day.ms += 30;
  expect(nowMs()).toBe(1_030);
  day.ms = 500;
  expect(nowMs()).toBe(1_300);
});
