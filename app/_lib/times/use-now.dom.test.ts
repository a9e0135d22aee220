import { renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useNow } from "./use-now";

afterEach(() => vi.useRealTimers());

test("a page that showed no times for a while shows the first one as of now", () => {
  vi.useFakeTimers();
  renderHook(useNow).unmount();
  vi.advanceTimersByTime(3_600_000);
  expect(renderHook(useNow).result.current).toBe(Date.now());
});
