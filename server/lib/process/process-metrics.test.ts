import perfHooks from "node:perf_hooks";
import { Registry } from "prom-client";
import { expect, test, vi } from "vitest";
import { collectProcessMetrics } from "./process-metrics";

test("an idle process is woken ten times a second for the metrics, not a hundred", () => {
  const monitor = vi.spyOn(perfHooks, "monitorEventLoopDelay");
  collectProcessMetrics(new Registry());
  expect(monitor.mock.calls).toEqual([[{ resolution: 100 }]]);
});
