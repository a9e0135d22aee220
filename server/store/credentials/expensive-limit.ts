import { Refusal } from "@/server/contract/_shared/refusal";
import { createTokenBucket, type Rate } from "@/server/lib/async/token-bucket";
import { metrics } from "@/server/lib/process/metrics";
import type { Database } from "@/server/store/_postgres/db";
import { consumeRateLimit, type Limit } from "./rate-limit";

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
