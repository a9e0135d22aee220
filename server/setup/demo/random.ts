/** Reproducible random numbers: the same seed gives the same sequence everywhere. */
export type Random = {
  /** In [0, 1). */
  next(): number;
  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number;
  isLikely(chance: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the keys, with the probability of its weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
};

/** Mulberry32 (public domain, T. Ettinger): 32 bits of state, good enough for a demo. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(next() * list.length)];
    if (found === undefined) throw new Error("there is nothing to pick from");
    return found;
  };
  return {
    next,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    isLikely: (chance) => next() < chance,
    pick,
    weighted(weights) {
      const keys = Object.keys(weights) as (keyof typeof weights)[]; // Object.keys loses the key's type
      const total = keys.reduce((sum, key) => sum + weights[key], 0);
      let left = next() * total;
      for (const key of keys) {
        left -= weights[key];
        if (left < 0) return key;
      }
      return pick(keys);
    },
  };
}
