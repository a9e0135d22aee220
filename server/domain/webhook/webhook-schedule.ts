const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When a delivery is tried after its first try failed, in ms after the try before. Some 3.2 days together. */
const RETRIES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

export const TRIES_MAX = RETRIES_MS.length + 1;

/** Spreads receivers' retries, so that they do not all come back at once. */
const JITTER = 0.2;
const RETRY_AFTER_MAX_MS = 24 * HOUR;

/**
 * How long to wait after try number `tries` (from 1) has failed, or null when it was the last one. `random` is in
 * [0, 1). A receiver's Retry-After can only make it later.
 */
export function retryDelayMs(tries: number, random: number, retryAfterMs: number | null): number | null {
  const planned = RETRIES_MS[tries - 1];
  if (planned === undefined) return null;
  const spread = Math.round(planned * (1 + JITTER * (2 * random - 1)));
  return Math.max(spread, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
}

/** Retry-After in ms: seconds or an HTTP date; null when it says neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * SECOND, RETRY_AFTER_MAX_MS);
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - nowMs), RETRY_AFTER_MAX_MS);
}

/** What an answer means. 410 asks never to be called again; a redirect is not followed and did not take the event. */
export const verdictOf = (status: number): "delivered" | "gone" | "failed" =>
  status >= 200 && status < 300 ? "delivered" : status === 410 ? "gone" : "failed";
