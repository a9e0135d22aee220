import { Refusal } from "@/server/contract/_shared/refusal";
import { createTokenBucket, type Rate, type TokenBucket } from "@/server/lib/async/token-bucket";
import { shared } from "@/server/lib/shared";
import { shareBucket } from "@/server/lib/web-processes/shared-bucket";

/** What a visitor may do, beside the limits of their address that all requests have. Far more than a person needs. */
const RATES = {
  /** Messages of a visitor. */
  message: { perSecond: 0.5, burst: 20 },
  file: { perSecond: 0.2, burst: 10 },
  /** Reads, receipts and signs of typing. */
  other: { perSecond: 10, burst: 100 },
  /** Transcripts of a network: each is a mail to an address that the visitor chose, with words of theirs. */
  transcript: { perSecond: 1 / 60, burst: 3 },
  /** Sessions of a network: each may be a new visitor. */
  session: { perSecond: 2, burst: 60 },
} as const satisfies Record<string, Rate>;
export type WidgetLimit = keyof typeof RATES;

const bucketOf = (limit: WidgetLimit): TokenBucket =>
  shared(`widget limit ${limit}`, () => shareBucket(`widget ${limit}`, createTokenBucket(RATES[limit])));

/** Counts a request. Refuses `request.rate_limited` with the time of the next one. */
export function countRequest(limit: WidgetLimit, key: string): void {
  const { isAllowed, retryAfterMs } = bucketOf(limit).take(key);
  if (!isAllowed) throw new Refusal("request.rate_limited", { retryAfterS: Math.ceil(retryAfterMs / 1000) });
}
