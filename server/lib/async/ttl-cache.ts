import { LRUCache } from "lru-cache";

export type TtlCacheOptions = {
  /** Lifetime of an answer, in ms, from its request. */
  freshMs: number;
  keysMax: number;
  /** Answers of an older version are not used. */
  version: () => number;
};

/**
 * Makes a cache of short-lived answers: callers with the same key share one answer while it is fresh or on its way. Null
 * and failures are not cached: strangers may request any number of things that are not there.
 */
export function createTtlCache<T>({ freshMs, keysMax, version }: TtlCacheOptions) {
  const answers = new LRUCache<string, Promise<T | null>>({
    max: keysMax,
    ttl: freshMs - 1, // lru-cache drops what is older than its ttl, not what is as old
    ttlResolution: 0, // no timer behind each look at the clock
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
