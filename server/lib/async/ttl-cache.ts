import { LRUCache } from "lru-cache";

export type TtlCacheOptions = {
  /** Lifetime of an answer, in ms, from its request. */
  freshMs: number;
  keysMax: number;
  /** Answers of an older version are not used. */
  version: () => number;
};

/**
 * Creates a cache of short-lived answers: callers with the same key share one answer while it is fresh or pending. Null
 * and failures are not cached: strangers may request any number of unknown keys. It keeps answers, never their promises:
 * a promise holds the async context of the request that made it, and with it a rendered page of some 200 kB.
 */
export function createTtlCache<T extends {}>({ freshMs, keysMax, version }: TtlCacheOptions) {
  const answers = new LRUCache<string, T>({
    max: keysMax,
    ttl: freshMs - 1, // lru-cache drops entries older than its ttl, not those as old
    ttlResolution: 0, // no timer per reading of the clock
    perf: performance,
  });
  const pending = new Map<string, Promise<T | null>>();
  let cachedVersion = version();

  async function request(key: string, read: () => Promise<T | null>): Promise<T | null> {
    const start = performance.now();
    const reading = read();
    pending.set(key, reading);
    const isCurrent = () => pending.get(key) === reading;
    try {
      const answer = await reading;
      if (answer !== null && isCurrent()) answers.set(key, answer, { start });
      return answer;
    } finally {
      if (isCurrent()) pending.delete(key);
    }
  }

  return async (key: string, read: () => Promise<T | null>): Promise<T | null> => {
    if (cachedVersion !== version()) {
      answers.clear();
      pending.clear();
    }
    cachedVersion = version();
    return answers.get(key) ?? pending.get(key) ?? request(key, read);
  };
}
