import { RateLimiterPostgres } from "rate-limiter-flexible";
import { Refusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { shared } from "@/server/lib/shared";
import { type Database, poolOf } from "@/server/store/_postgres/db";

/** `points` tries within `seconds`, counted under `name` by all processes of the database together. */
export type Limit = { name: string; points: number; seconds: number };

/**
 * Takes one try of `key`; refuses `auth.too_many_attempts` when there is none left, and `server.busy` when the count
 * cannot be kept: without it nobody gets in.
 */
export async function consumeRateLimit(database: Database, limit: Limit, key: string): Promise<void> {
  try {
    await limiterOf(database, limit).consume(key);
  } catch (reason) {
    if (!(reason instanceof Error)) throw new Refusal("auth.too_many_attempts");
    log.error({ err: reason, limit: limit.name }, "tries cannot be counted");
    throw new Refusal("server.busy");
  }
}

/** Gives one try back: it was none to be counted. */
export async function refundRateLimit(database: Database, limit: Limit, key: string): Promise<void> {
  await limiterOf(database, limit).reward(key);
}

/** Forgets what was counted of `key`. */
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
