/** Whether `key` may do something now. */
export type RateLimiter = (key: number) => boolean;

/** Lets each key do something `times` within `ms`, in this process; who was silent for so long is forgotten. */
export function createRateLimiter({ times, ms }: { times: number; ms: number }): RateLimiter {
  let began = -ms;
  let counts = new Map<number, number>();
  return (key) => {
    const now = performance.now();
    if (now - began >= ms) {
      began = now;
      counts = new Map();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= times;
  };
}
