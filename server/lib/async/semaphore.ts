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
