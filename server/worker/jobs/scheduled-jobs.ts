import { setMaxListeners } from "node:events";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { metrics } from "@/server/lib/process/metrics";
import type { DueQueue } from "@/server/store/queues/due-work";
import type { DueWatch } from "./due-watch";

export type ScheduledJob = {
  name: string;
  everyMs: number;
  /** The queue that it works on: it runs again when work of it is due, `everyMs` after its end at the earliest. */
  queue?: DueQueue;
  work: (stopping: AbortSignal) => Promise<void>;
  /** It changes nothing that an operator could have taken away. */
  runsInMaintenance?: true;
};

export type ScheduledJobOptions = {
  retryMs: number;
  onError: (error: unknown, job: string) => void;
  /** Absent: jobs with a queue run every `everyMs`, too. */
  due?: Pick<DueWatch, "untilDue">;
};

/** A job whose queue seems empty runs nevertheless this often. */
const SWEEP_EVERY_MS = 60_000;

/** The end of maintenance is noticed at most this much later. */
const MAINTENANCE_READ_EVERY_MS = 500;

/** Runs each job immediately and then `everyMs` after its end, or when work of its queue is due; during maintenance only those that are marked. `stop` aborts the signal and awaits running jobs. */
export function startScheduledJobs(
  jobs: readonly ScheduledJob[],
  { retryMs, onError, due }: ScheduledJobOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  setMaxListeners(jobs.length + 10, stopping.signal); // one listener per pause, and those of the jobs

  async function repeat({ name, everyMs, queue, work, runsInMaintenance }: ScheduledJob): Promise<void> {
    let dueAt = performance.now();
    const forget = metrics.resources.watchJob(name, () => Math.max(0, (performance.now() - dueAt) / 1000));
    while (!stopping.signal.aborted) {
      if (isInMaintenance() && !runsInMaintenance) {
        dueAt = performance.now(); // it is not late: nobody expects it
        await pause(MAINTENANCE_READ_EVERY_MS, stopping.signal);
        continue;
      }
      const isDone = await work(stopping.signal).then(
        () => true,
        (error: unknown) => {
          onError(error, name);
          return false;
        },
      );
      if (isDone) dueAt = performance.now() + everyMs;
      await pause(isDone ? everyMs : Math.min(everyMs, retryMs), stopping.signal);
      if (!isDone || !queue || !due) continue;
      dueAt = Number.POSITIVE_INFINITY; // not late while nothing is due
      await due.untilDue(queue, SWEEP_EVERY_MS);
      dueAt = performance.now();
    }
    forget();
  }

  const all = jobs.map(repeat);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(all);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal.addEventListener("abort", end);
  });
}
