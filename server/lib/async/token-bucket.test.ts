import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { createTokenBucket, type Rate, type TokenBucket } from "./token-bucket";

/** A bucket with a clock that stands still. */
function open(rate: Rate, keysMax = 10) {
  const clock = { ms: 1000 };
  const now = () => clock.ms;
  return { clock, bucket: createTokenBucket(rate, { now, keysMax }) };
}

const countAllowed = (bucket: TokenBucket, key: string, tries: number): number =>
  Array.from({ length: tries }, () => bucket.take(key)).filter(({ isAllowed }) => isAllowed).length;

const rate = fc.record({
  perSecond: fc.double({ min: 0.01, max: 5000, noNaN: true }),
  burst: fc.integer({ min: 1, max: 500 }),
});

test("a full bucket allows exactly its burst, and then exactly what flows in", () => {
  holds(
    fc.property(rate, fc.integer({ min: 1, max: 100 }), (given, units) => {
      const { clock, bucket } = open(given);
      expect(countAllowed(bucket, "a", given.burst + 10)).toBe(given.burst);
      clock.ms += (units * 1000) / given.perSecond;
      expect(countAllowed(bucket, "a", given.burst + 10)).toBe(Math.min(units, given.burst));
    }),
  );
});

test("no sequence of requests gets more than the burst and what flows in", () => {
  const steps = fc.array(
    fc.tuple(fc.double({ min: 0, max: 3000, noNaN: true }), fc.integer({ min: 1, max: 9 })),
  );
  holds(
    fc.property(rate, steps, (given, all) => {
      const { clock, bucket } = open(given);
      let taken = 0;
      for (const [ms, cost] of all) {
        clock.ms += ms;
        const charged = Math.min(cost, given.burst);
        if (bucket.take("a", cost).isAllowed) taken += charged;
        const seconds = (clock.ms - 1000) / 1000;
        expect(taken).toBeLessThanOrEqual(given.burst + given.perSecond * seconds + 0.001);
      }
    }),
  );
});

test("a refused request costs nothing, and is allowed after the time that it was told", () => {
  holds(
    fc.property(rate, (given) => {
      const { clock, bucket } = open(given);
      countAllowed(bucket, "a", given.burst);
      const { isAllowed, retryAfterMs, remaining } = bucket.take("a");
      expect([isAllowed, remaining]).toEqual([false, 0]);
      countAllowed(bucket, "a", 50);
      clock.ms += retryAfterMs;
      expect(bucket.peek("a").isAllowed).toBe(true);
      expect(bucket.take("a").isAllowed).toBe(true);
      expect(bucket.take("a").isAllowed).toBe(false);
    }),
  );
});

test("a verdict tells what is left and when the bucket is full", () => {
  const { clock, bucket } = open({ perSecond: 2, burst: 10 });
  expect(bucket.take("a", 3)).toEqual({ isAllowed: true, remaining: 7, retryAfterMs: 0, fullAfterMs: 1500 });
  clock.ms += 600;
  expect(bucket.peek("a")).toEqual({ isAllowed: true, remaining: 8, retryAfterMs: 0, fullAfterMs: 900 });
});

test("keys do not share, and a cost beyond the burst takes the whole bucket", () => {
  const { bucket } = open({ perSecond: 1, burst: 5 });
  expect(bucket.take("a", 50).isAllowed).toBe(true);
  expect(bucket.take("a").isAllowed).toBe(false);
  expect(bucket.take("b").remaining).toBe(4);
});

test("charged work becomes a debt that lasts at most ten minutes", () => {
  const { clock, bucket } = open({ perSecond: 1, burst: 5 });
  for (let nth = 0; nth < 1_000_000; nth += 1000) bucket.charge("a", 1000);
  expect(bucket.peek("a").isAllowed).toBe(false);
  clock.ms += 600_000;
  expect(bucket.peek("a").isAllowed).toBe(false);
  clock.ms += 1000;
  expect(bucket.peek("a").isAllowed).toBe(true);
});

test("only the last keys are kept", () => {
  const { bucket } = open({ perSecond: 0.001, burst: 1 }, 2);
  for (const key of ["a", "b", "c"]) bucket.take(key);
  expect(["b", "c"].map((key) => bucket.peek(key).isAllowed)).toEqual([false, false]);
  expect(bucket.peek("a").isAllowed).toBe(true);
});
