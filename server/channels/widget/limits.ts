import { requestLimits } from "@/server/channels/request-limits";
import type { Rate } from "@/server/lib/async/token-bucket";

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

/** Counts a request. Refuses `request.rate_limited` with the time of the next one. */
export const countRequest: (limit: WidgetLimit, key: string) => void = requestLimits("widget", RATES);
