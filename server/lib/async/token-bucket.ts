import { LRUCache } from "lru-cache";

/** `perSecond` units are added continuously, up to `burst`. */
export type Rate = { perSecond: number; burst: number };

export type Verdict = {
  isAllowed: boolean;
  /** Whole units that are left. */
  remaining: number;
  /** Until one unit is there; 0 if there is one. */
  retryAfterMs: number;
  /** Until the bucket is full. */
  fullAfterMs: number;
};

/** A token bucket for each key. */
export type TokenBucket = {
  readonly rate: Rate;
  /** Takes `cost` units, at most the burst; takes nothing if there are too few. */
  take(key: string, cost?: number): Verdict;
  /** Reads a key's bucket and takes nothing. */
  peek(key: string): Verdict;
  /**
   * Takes `cost` units of work that is done already, even if there are too few: the debt must be paid first, up to
   * `DEBT_MS_MAX`.
   */
  charge(key: string, cost?: number): void;
};

export type TokenBucketOptions = {
  /** The least recently used keys beyond are forgotten: their buckets are full again. */
  keysMax?: number;
  /** A monotonic clock, in ms. */
  now?: () => number;
};

const KEYS_MAX = 50_000;
/** The longest time that a debt lasts. */
const DEBT_MS_MAX = 600_000;

/**
 * Creates token buckets by the generic cell rate algorithm: one number for each key, the time at which its bucket is full.
 * No timers; a request costs a lookup and a few additions.
 */
export function createTokenBucket(
  rate: Rate,
  { keysMax = KEYS_MAX, now = () => performance.now() }: TokenBucketOptions = {},
): TokenBucket {
  const unitMs = 1000 / rate.perSecond;
  const capacityMs = rate.burst * unitMs;
  const fullAt = new LRUCache<string, number>({ max: keysMax });

  const verdictOf = (missingMs: number, isAllowed: boolean): Verdict => ({
    isAllowed,
    remaining: Math.max(0, Math.floor((capacityMs - missingMs) / unitMs + TOLERANCE)),
    retryAfterMs: Math.max(0, missingMs + unitMs - capacityMs),
    fullAfterMs: missingMs,
  });
  const missing = (key: string, at: number): number => Math.max(0, (fullAt.get(key) ?? at) - at);

  return {
    rate,
    take(key, cost = 1) {
      const at = now();
      const before = missing(key, at);
      const after = before + Math.min(cost, rate.burst) * unitMs;
      if (after > capacityMs + TOLERANCE * unitMs) return verdictOf(before, false);
      fullAt.set(key, at + after);
      return verdictOf(after, true);
    },
    peek(key) {
      const missingMs = missing(key, now());
      return verdictOf(missingMs, missingMs + unitMs <= capacityMs + TOLERANCE * unitMs);
    },
    charge(key, cost = 1) {
      const at = now();
      fullAt.set(key, at + Math.min(missing(key, at) + cost * unitMs, capacityMs + DEBT_MS_MAX));
    },
  };
}

/** The part of a unit by which sums of fractions may be wrong. */
const TOLERANCE = 1e-6;
