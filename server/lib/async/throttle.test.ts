import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { throttle } from "./throttle";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a burst works at once and once more at the end of the limit", () => {
  const work = vi.fn();
  const { ask } = throttle(50, work);
  for (let i = 0; i < 1000; i++) ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(49);
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
});

test("what was asked is done at the end, and nothing after it", () => {
  const work = vi.fn();
  const { ask, finish } = throttle(50, work);
  ask();
  ask();
  finish();
  expect(work).toHaveBeenCalledTimes(2);
  ask();
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
});
