import { afterEach, expect, test, vi } from "vitest";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { waitFor } from "@/test/support/wait-for";
import { startScheduledJobs } from "./scheduled-jobs";

afterEach(() => provideMaintenance(() => null));

test("during maintenance only jobs that are marked run; afterwards the others do, also one that is due once a day", async () => {
  provideMaintenance(() => ({ text: "We are moving." }));
  const [daily, backUp] = [vi.fn(async () => {}), vi.fn(async () => {})];
  const jobs = startScheduledJobs(
    [
      { name: "make partitions", everyMs: 24 * 3_600_000, work: daily },
      { name: "back up", everyMs: 1, work: backUp, runsInMaintenance: true },
    ],
    { retryMs: 1, onError: () => {} },
  );
  await waitFor(() => expect(backUp.mock.calls.length).toBeGreaterThan(3));
  expect(daily).not.toHaveBeenCalled();
  provideMaintenance(() => null);
  await waitFor(() => expect(daily).toHaveBeenCalledTimes(1));
  await jobs.stop();
});
