import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { outageOf } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
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
