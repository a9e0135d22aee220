/** The pauses of a loop that finds nothing to do: each twice as long as the one before, until `reset`. */
export function createIdlePauses({ firstMs, mostMs }: { firstMs: number; mostMs: number }) {
  let nextMs = firstMs;
  return {
    next(): number {
      const ms = nextMs;
      nextMs = Math.min(mostMs, 2 * nextMs);
      return ms;
    },
    reset() {
      nextMs = firstMs;
    },
  };
}
