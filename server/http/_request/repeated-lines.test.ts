import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRepeatedLines } from "./observe";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("ten thousand equal lines in an interval are two: the first, and the number of the others", () => {
  const written: [string, number][] = [];
  const lines = createRepeatedLines<string>({ everyMs: 60_000, write: (line, n) => written.push([line, n]) });
  const first = Array.from({ length: 10_000 }, (_, n) => lines.isRepeated("stream 7", `line ${n}`));
  expect(first.filter((isRepeated) => !isRepeated)).toEqual([false]);
  expect(lines.isRepeated("stream 8", "other")).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual([["line 0", 9_999]]);
  expect(lines.isRepeated("stream 7", "later")).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(written).toHaveLength(1);
});
