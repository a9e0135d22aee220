import { afterEach, expect, test, vi } from "vitest";
import { whenReachable } from "./when-reachable";

afterEach(() => void vi.useRealTimers());

test("code that can't be loaded is loaded again when the browser is online, and after some seconds", async () => {
  vi.useFakeTimers();
  let calls = 0;
  const load = whenReachable(() => {
    calls += 1;
    return calls < 3 ? Promise.reject(new Error("ChunkLoadError")) : Promise.resolve("banner");
  });
  const loaded = load();
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toBe(1);
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await loaded).toBe("banner");
});
