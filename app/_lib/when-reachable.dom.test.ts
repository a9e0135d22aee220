import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whenReachable } from "./when-reachable";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Loads code that cannot be had the first `failures` times. */
function open(failures: number) {
  const load = vi.fn(async () => {
    if (load.mock.calls.length <= failures) throw new Error("ChunkLoadError");
    return "banner";
  });
  return { load, loaded: whenReachable(load)() };
}

test("offline, code is loaded again when the browser is online, and not before", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { load, loaded } = open(1);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(load).toHaveBeenCalledTimes(1);
  dispatchEvent(new Event("online"));
  expect(await loaded).toBe("banner");
});

test("where the server does not answer, it is loaded again for a minute", async () => {
  const { loaded } = open(6);
  await vi.advanceTimersByTimeAsync(63_000);
  expect(await loaded).toBe("banner");
});

test("code that the server does not have any more is an error in the end", async () => {
  const { load, loaded } = open(100);
  const failed = expect(loaded).rejects.toThrow("ChunkLoadError");
  await vi.advanceTimersByTimeAsync(120_000);
  await failed;
  expect(load).toHaveBeenCalledTimes(7);
});
