/** Pauses before a web process is started again, in ms: the first time soon, then ever later. */
const FIRST_MS = 100;
const LAST_MS = 10_000;
/** One that has lived for so long begins with the first pause again. */
const SETTLED_MS = 60_000;

/** The pauses of one web process between its end and its next start. */
type Restarts = {
  /** The pause after a life of so many ms. */
  pauseAfter(livedMs: number): number;
};

export function createRestarts(): Restarts {
  let nextMs = FIRST_MS;
  return {
    pauseAfter(livedMs) {
      if (livedMs >= SETTLED_MS) nextMs = FIRST_MS;
      const pauseMs = nextMs;
      nextMs = Math.min(LAST_MS, nextMs * 2);
      return pauseMs;
    },
  };
}
