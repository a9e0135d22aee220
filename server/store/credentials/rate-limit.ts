import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { createTokenBucket, type Rate } from "@/server/lib/async/token-bucket";
import { outageOf } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { shared } from "@/server/lib/shared";
import { type Database, poolOf } from "@/server/store/_postgres/db";

/** `points` attempts within `seconds`, counted under `name` over all processes of the database. */
export type Limit = { name: string; points: number; seconds: number; refusal?: RefusalCode };

/**
 * Counts one attempt of `key`. Refuses `auth.too_many_attempts`, or the limit's own refusal, when none is left, and
 * `server.busy` or `storage.unavailable` when attempts cannot be counted: uncounted ones are never allowed.
 */
export async function consumeRateLimit(database: Database, limit: Limit, key: string): Promise<void> {
  try {
    await limiterOf(database, limit).consume(key);
  } catch (reason) {
    if (reason instanceof RateLimiterRes) {
      const { refusal = "auth.too_many_attempts" } = limit;
      throw new Refusal(refusal, { retryAfterS: reason.msBeforeNext / 1000 });
    }
    const outage = outageOf(reason);
    if (outage) throw new Refusal(outage);
    log.error({ err: reason, limit: limit.name }, "tries cannot be counted");
    throw new Refusal("server.busy");
  }
}

/** Gives one attempt back that should not count. */
export async function refundRateLimit(database: Database, limit: Limit, key: string): Promise<void> {
  await limiterOf(database, limit).reward(key);
}

/** Clears the attempts of `key`. */
export async function clearRateLimit(database: Database, limit: Limit, key: string): Promise<void> {
  await limiterOf(database, limit).delete(key);
}

function limiterOf(database: Database, { name, points, seconds }: Limit): RateLimiterPostgres {
  const known = shared("limiters", () => new WeakMap<Database, Map<string, RateLimiterPostgres>>());
  const limiters = known.get(database) ?? new Map<string, RateLimiterPostgres>();
  known.set(database, limiters);
  const limiter =
    limiters.get(name) ??
    new RateLimiterPostgres({
      storeClient: poolOf(database),
      storeType: "pool",
      tableName: "rate_limit",
      tableCreated: true, // by our migration
      keyPrefix: name,
      points,
      duration: seconds,
    });
  limiters.set(name, limiter);
  return limiter;
}

type Who = { accountId: number };

/**
 * Creates the limit of expensive work: a function that counts a piece of it and refuses `request.rate_limited`.
 * `isShared`: several processes may serve the account, so the database counts, in windows in which a whole burst is allowed; a
 * process alone counts in memory.
 */
export function createExpensiveLimit(
  rate: Rate | null,
  { database, isShared, now }: { database: Database; isShared: boolean; now?: () => number },
): (who: Who) => Promise<void> {
  if (rate === null) return async () => {};
  const count = isShared ? countInDatabase(rate, database) : countInMemory(rate, now);
  return async (who) => {
    try {
      await count(who);
    } catch (error) {
      metrics.rateLimited.inc({ limit: "expensive" });
      throw error;
    }
  };
}

function countInMemory(rate: Rate, now: (() => number) | undefined) {
  const bucket = createTokenBucket(rate, now ? { now } : {});
  return async ({ accountId }: Who): Promise<void> => {
    const { isAllowed, retryAfterMs } = bucket.take(String(accountId));
    if (!isAllowed) throw new Refusal("request.rate_limited", { retryAfterS: retryAfterMs / 1000 });
  };
}

function countInDatabase({ perSecond, burst }: Rate, database: Database) {
  const seconds = Math.max(1, Math.ceil(burst / perSecond));
  const limit: Limit = { name: "expensive:account", points: burst, seconds, refusal: "request.rate_limited" };
  return ({ accountId }: Who): Promise<void> => consumeRateLimit(database, limit, String(accountId));
}
