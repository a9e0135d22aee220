import { Refusal } from "@/server/contract/_shared/refusal";
import { createTokenBucket, type Rate, type TokenBucket } from "@/server/lib/async/token-bucket";
import { shared } from "@/server/lib/shared";
import { shareBucket } from "@/server/lib/web-processes/shared-bucket";

/**
 * Counts the requests of a channel by these limits, in all web processes together. The result counts one request of a key, and
 * refuses it as `code` with the time of the next one.
 */
export function requestLimits<L extends string>(
  channel: string,
  rates: Readonly<Record<L, Rate>>,
  code: "request.rate_limited" | "server.busy" = "request.rate_limited",
): (limit: L, key: string) => void {
  const bucketOf = (limit: L): TokenBucket =>
    shared(`${channel} limit ${limit}`, () =>
      shareBucket(`${channel} ${limit}`, createTokenBucket(rates[limit])),
    );
  return (limit, key) => {
    const { isAllowed, retryAfterMs } = bucketOf(limit).take(key);
    if (!isAllowed) throw new Refusal(code, { retryAfterS: Math.ceil(retryAfterMs / 1000) });
  };
}
