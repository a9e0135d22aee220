export type Timers = {
  /** Does `work` after so many seconds, give or take, at the traffic's pace. */
  after(seconds: number, work: () => Promise<void>): void;
  /** Nothing begins any more; resolves when what has begun is over. */
  stop(): Promise<void>;
};

/** `pace` 2 lives twice as fast. An error ends up at `onError`, unless we are stopping anyway. */
export function createTimers(pace: number, onError: (error: unknown) => void): Timers {
  const waiting = new Set<NodeJS.Timeout>();
  const working = new Set<Promise<void>>();
  let isStopping = false;
  const begin = (work: () => Promise<void>) => {
    const done = work()
      .catch((error: unknown) => {
        if (!isStopping) onError(error);
      })
      .finally(() => working.delete(done));
    working.add(done);
  };
  return {
    after(seconds, work) {
      if (isStopping) return;
      const timer = setTimeout(
        () => {
          waiting.delete(timer);
          begin(work);
        },
        (seconds * 1000) / pace,
      );
      waiting.add(timer);
    },
    async stop() {
      isStopping = true;
      for (const timer of waiting) clearTimeout(timer);
      await Promise.all(working);
    },
  };
}
