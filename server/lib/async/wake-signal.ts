export type WakeSignal = {
  wake(): void;
  /** Wakes in so many ms, once for all calls until then; at once if none are left. */
  wakeAfter(ms: number): void;
  /** Waits until `wake`, also one since the last wait; at most `limitMs`. `ignoresWake`: waits for all of it. */
  wait(limitMs: number, options?: { ignoresWake?: boolean }): Promise<void>;
};

/** Wakes one loop. */
export function createWakeSignal(): WakeSignal {
  let isWoken = false;
  let endWait: (() => void) | null = null;
  let isComing = false;
  const wake = () => {
    isWoken = true;
    endWait?.();
  };
  return {
    wake,
    wakeAfter(ms) {
      if (ms <= 0) return wake();
      if (isComing) return;
      isComing = true;
      const end = () => {
        isComing = false;
        wake();
      };
      setTimeout(end, ms).unref();
    },
    wait: (limitMs, { ignoresWake = false } = {}) =>
      new Promise((resolve) => {
        if (isWoken && !ignoresWake) {
          isWoken = false;
          return setImmediate(resolve); // after other work that has just ended
        }
        const end = () => {
          clearTimeout(timer);
          endWait = null;
          isWoken = false;
          resolve();
        };
        const timer = setTimeout(end, limitMs);
        timer.unref();
        if (!ignoresWake) endWait = end;
      }),
  };
}
