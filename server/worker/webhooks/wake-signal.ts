export type WakeSignal = {
  ring(): void;
  /** Until it rings, or has since the last wait; at most so long. `isDeaf`: for that time in any case. */
  wait(limitMs: number, options?: { isDeaf?: boolean }): Promise<void>;
};

/** Wakes one loop. */
export function createWakeSignal(): WakeSignal {
  let hasRung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    wait: (limitMs, { isDeaf = false } = {}) =>
      new Promise((resolve) => {
        if (hasRung && !isDeaf) {
          hasRung = false;
          return setImmediate(resolve); // what else has just ended rings too
        }
        const end = () => {
          clearTimeout(timer);
          wake = null;
          hasRung = false;
          resolve();
        };
        const timer = setTimeout(end, limitMs);
        timer.unref();
        if (!isDeaf) wake = end;
      }),
  };
}
