const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** The delay before try `n` (from 1), in ms: doubled each time, at most 30 s, half of it random. */
export function backoffMs(n: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (n - 1));
  return whole / 2 + (whole / 2) * random();
}

/** Waits; ends early when the browser is connected again, or by the signal. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
    signal?.addEventListener("abort", finish);
  });
}
