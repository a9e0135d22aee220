import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { throttle } from "./semaphore";

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
