import { AsyncLocalStorage } from "node:async_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { createTtlCache } from "./ttl-cache";
import { waitUntil } from "./wait-until";

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
  expect(await waitUntil(isCollected, { withinMs: 5_000 })).toBe(true);
  expect(await fresh("a", async () => "other")).toBe("answer");
});

function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}
