/**
 * A clock for what lasts: it goes on from where it was when the time of day is set back. In ms, beginning at the time of day.
 */
export function steadyClock(now: () => Date): () => number {
  let last = now().getTime();
  let aheadMs = 0;
  return () => {
    const at = now().getTime();
    aheadMs = Math.max(aheadMs, last - at);
    last = at + aheadMs;
    return last;
  };
}
