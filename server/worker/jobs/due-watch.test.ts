import { expect, onTestFinished, test, vi } from "vitest";
import { noteWrite } from "@/server/store/_postgres/write-signal";
import type { DueTimes } from "@/server/store/queues/due-work";
import { watchDueWork } from "./due-watch";
import { startScheduledJobs } from "./scheduled-jobs";

const MINUTE_MS = 60_000;
const EMPTY: DueTimes = {
  snoozes: null,
  undoWindows: null,
  scheduledMessages: null,
  retries: null,
  searchedTexts: null,
  labelMoves: null,
  deletedCompanies: null,
  deletions: null,
  operations: null,
  bulkOperations: null,
  inspections: null,
  fetches: null,
  removals: null,
  mails: null,
  pushes: null,
  cannedUses: null,
  pendingMessages: null,
  bots: null,
  heartbeats: null,
  grownTables: null,
};

/** A job on the queue of snoozes, and the times that are read. */
async function openJob() {
  vi.useFakeTimers();
  const read = vi.fn(async (): Promise<DueTimes> => EMPTY);
  const onError = vi.fn();
  const due = watchDueWork({ read, now: () => new Date(), onError });
  const work = vi.fn(async () => {});
  const jobs = startScheduledJobs([{ name: "a job", queue: "snoozes", everyMs: 500, work }], {
    retryMs: 1_000,
    onError,
    due,
  });
  onTestFinished(async () => {
    await Promise.all([due.stop(), jobs.stop()]);
    vi.useRealTimers();
  });
  const store = (at: Date | null) => read.mockResolvedValue({ ...EMPTY, snoozes: at });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(work).toHaveBeenCalledTimes(1); // what waited when the process started
  return { read, onError, work, store };
}

test("while nothing is due, a job runs once a minute, and times are read every three seconds", async () => {
  const { read, work } = await openJob();
  read.mockClear();
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect(work.mock.calls.length).toBeLessThanOrEqual(1 + 10);
  expect(read.mock.calls.length).toBeLessThanOrEqual(10 * 21);
});

test("work that is due later runs at its time, not at a poll", async () => {
  const { work, store } = await openJob();
  store(new Date(Date.now() + 9_700));
  await vi.advanceTimersByTimeAsync(9_690);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(300);
  expect(work).toHaveBeenCalledTimes(2);
});

test("work that was stored just now runs after a signal, without a poll", async () => {
  const { work, store } = await openJob();
  await vi.advanceTimersByTimeAsync(1_300); // a poll has just been
  store(new Date());
  noteWrite();
  await vi.advanceTimersByTimeAsync(260);
  expect(work).toHaveBeenCalledTimes(2);
});

test("a lost signal delays work by three seconds at most", async () => {
  const { work, store } = await openJob();
  store(new Date());
  await vi.advanceTimersByTimeAsync(3_250);
  expect(work.mock.calls.length).toBeGreaterThan(1);
});

test("work that is left or comes while the job is at work runs again after its pause", async () => {
  const { work, store } = await openJob();
  store(new Date());
  await vi.advanceTimersByTimeAsync(10_000);
  expect(work.mock.calls.length).toBeGreaterThan(8);
  expect(work.mock.calls.length).toBeLessThanOrEqual(21);
});

test("many writes cost four reads a second", async () => {
  const { read } = await openJob();
  read.mockClear();
  for (let i = 0; i < 1_000; i++) {
    noteWrite();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(read.mock.calls.length).toBeLessThanOrEqual(41);
});

test("while times cannot be read, jobs run once a minute; afterwards they follow the times", async () => {
  const { read, onError, work, store } = await openJob();
  read.mockRejectedValue(new Error("the database is away"));
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(onError).toHaveBeenCalled();
  expect(work.mock.calls.length).toBeGreaterThanOrEqual(2);
  work.mockClear();
  store(new Date());
  await vi.advanceTimersByTimeAsync(1_300);
  expect(work).toHaveBeenCalled();
});
