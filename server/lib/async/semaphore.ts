import { setImmediate } from "node:timers/promises";
import pLimit from "p-limit";

/** Lets at most so many pass at once, and one in each turn of the event loop; the others wait in order. */
export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Makes a gate for `max` at once. Of a crowd, one begins in each turn: what else the process has to do is done between
 * one and the next.
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
