export type Timers = {
  /** Runs `work` after about `seconds` at the traffic's pace. */
  after(seconds: number, work: () => Promise<void>): void;
  /** Begins nothing more. Resolves when running work has ended. */
  stop(): Promise<void>;
};

/** `pace` 2 is twice as fast. Errors go to `onError`, except while stopping. */
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
