import { setImmediate } from "node:timers/promises";
import pLimit from "p-limit";

/** Bounds concurrency. At most one waiter starts per turn of the event loop; waiters keep their order. */
export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Creates a semaphore of `max` slots. One waiter starts per turn of the event loop, so that other work of the process
 * runs in between.
 */
export function createSemaphore(max: number): Semaphore {
  const limit = pLimit(max);
  const oneATurn = pLimit(1);
  return (work) =>
    limit(async () => {
      await oneATurn(() => setImmediate());
      return work();
    });
}

/**
 * Coalesces calls of `work`: one run at a time, and calls during a run share one further run. The promise settles with
 * a run that began after the call, or rejects with the run that failed before it.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isPending = false;
  const run = async () => {
    try {
      while (isPending) {
        isPending = false;
        await work();
      }
    } finally {
      running = null;
    }
  };
  return () => {
    isPending = true;
    running ??= run();
    return running;
  };
}

type Limited = {
  /** Calls `work` immediately, or once at the end of the interval for all calls within it. */
  schedule(): void;
  /** Runs a pending call now, and ignores all later ones. */
  finish(): void;
};

/** Limits `work` to one call every `ms`; the first is immediate. */
export function throttle(ms: number, work: () => void): Limited {
  let isFinished = false;
  let isResting = false;
  let isPending = false;
  const act = () => {
    isResting = true;
    isPending = false;
    work();
    setTimeout(() => {
      isResting = false;
      if (isPending && !isFinished) act();
    }, ms).unref();
  };
  return {
    schedule() {
      isPending = true;
      if (!isResting && !isFinished) act();
    },
    finish() {
      if (isPending && !isFinished) act();
      isFinished = true;
    },
  };
}
