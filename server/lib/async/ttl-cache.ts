export type TtlCacheOptions = {
  /** How long an answer is believed, from when it was asked for. */
  freshMs: number;
  keysMax: number;
  /** Answers from before it changed are not believed. */
  version: () => number;
};

type Known<T> = { answer: Promise<T | null>; version: number; askedAt: number };

/**
 * Makes a memory of short answers: who asks the same while one is fresh, or on its way, gets that one. Null and
 * failures are not kept: strangers may ask for any number of things that are not there.
 */
export function createTtlCache<T>({ freshMs, keysMax, version }: TtlCacheOptions) {
  const known = new Map<string, Known<T>>();
  return (key: string, read: () => Promise<T | null>): Promise<T | null> => {
    const askedAt = performance.now();
    const found = known.get(key);
    if (found && found.version === version() && askedAt - found.askedAt < freshMs) return found.answer;

    const entry = { answer: read(), version: version(), askedAt };
    known.delete(key);
    known.set(key, entry);
    const [oldest] = known.keys();
    if (known.size > keysMax && oldest !== undefined) known.delete(oldest);
    const forget = () => known.get(key) === entry && known.delete(key);
    entry.answer.then((answer) => answer ?? forget(), forget);
    return entry.answer;
  };
}
