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
 * and failures are not cached: strangers may request any number of unknown keys.
 */
export function createTtlCache<T>({ freshMs, keysMax, version }: TtlCacheOptions) {
  const answers = new LRUCache<string, Promise<T | null>>({
    max: keysMax,
    ttl: freshMs - 1, // lru-cache drops entries older than its ttl, not those as old
    ttlResolution: 0, // no timer per reading of the clock
    perf: performance,
  });
  let cachedVersion = version();
  return (key: string, read: () => Promise<T | null>): Promise<T | null> => {
    if (cachedVersion !== version()) answers.clear();
    cachedVersion = version();
    const cached = answers.get(key);
    if (cached) return cached;

    const answer = read();
    answers.set(key, answer);
    const evict = () => answers.peek(key) === answer && answers.delete(key);
    answer.then((found) => found ?? evict(), evict);
    return answer;
  };
}
