import { onTestFinished } from "vitest";

const LOOK_EVERY_MS = 20;

/** Watches counts that rise. `stop` returns the longest time in which each did not, in ms; the last one may go on. */
export function watchPauses<Name extends string>(
  counts: Record<Name, () => number>,
): { stop(): Record<Name, number> } {
  const names = Object.keys(counts) as Name[];
  const seen = names.map((name) => ({
    name,
    count: counts[name](),
    atMs: performance.now(),
    longestMs: 0,
  }));
  const look = () => {
    for (const last of seen) {
      const [count, nowMs] = [counts[last.name](), performance.now()];
      last.longestMs = Math.max(last.longestMs, nowMs - last.atMs);
      if (count > last.count) Object.assign(last, { count, atMs: nowMs });
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  onTestFinished(() => clearInterval(timer));
  return {
    stop() {
      clearInterval(timer);
      const entries = seen.map(({ name, longestMs }) => [name, Math.round(longestMs)]);
      return Object.fromEntries(entries) as Record<Name, number>;
    },
  };
}
