/** Lets at most so many pass at once, and one in each turn of the event loop; the others wait in order. */
export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Makes a gate for `max` at once. Of a crowd, one begins in each turn: what else the process has to do is done between
 * one and the next.
 */
export function createSemaphore(max: number): Semaphore {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let isTurning = false;

  function turn(): void {
    const next = inside < max ? waiting.shift() : undefined;
    if (next) {
      inside += 1;
      next();
    }
    isTurning = inside < max && waiting.length > 0;
    if (isTurning) setImmediate(turn);
  }
  function turnSoon(): void {
    if (isTurning || waiting.length === 0) return;
    isTurning = true;
    setImmediate(turn);
  }

  return async (work) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      turnSoon();
    });
    try {
      return await work();
    } finally {
      inside -= 1;
      turnSoon();
    }
  };
}
