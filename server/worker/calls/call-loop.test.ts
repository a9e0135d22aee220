import { afterEach, expect, test, vi } from "vitest";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { startCallLoop } from "./call-loop";

afterEach(() => provideMaintenance(() => null));

test("during maintenance no work is begun or claimed, and results of begun calls are stored", async () => {
  let flushes = 0;
  const [follow, take] = [vi.fn(async () => ({ considered: 0, left: 0 })), vi.fn(async () => 0)];
  provideMaintenance(() => ({ text: "We are moving." }));
  const loop = startCallLoop({
    open: () => ({
      ...{ count: () => 0, isNeeded: async () => true, releaseWaiting: () => {}, follow, take },
      flush: async () => void flushes++,
    }),
    log: { error: () => {} },
    failure: "a turn failed",
  });
  await vi.waitFor(() => {
    loop.wake();
    expect(flushes).toBeGreaterThan(3);
  });
  expect([follow, take].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);

  provideMaintenance(() => null);
  await vi.waitFor(() => {
    loop.wake();
    expect([follow, take].every(({ mock }) => mock.calls.length > 0)).toBe(true);
  });
  await loop.stop();
});
