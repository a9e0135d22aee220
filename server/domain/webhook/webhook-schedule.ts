const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The delays of further tries, in ms after the previous try. Together some 3.2 days. */
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

/** Spreads retries, so that they do not come at the same time. */
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

/** The longest planned delay after each number of tries, in ms; without the receivers' own. */
export const RETRY_DELAYS_MAX_MS: readonly number[] = RETRIES_MS.map((ms) => ms * (1 + JITTER));

/** A date as HTTP has it: of today, of RFC 850, and of C's `asctime`, which names no zone (RFC 9110, 5.6.7). */
const DATE_FORMS: readonly { form: RegExp; zone: string }[] = [
  { form: /^[A-Z][a-z]{2}, /, zone: "" },
  { form: /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} /, zone: "" },
  { form: /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/, zone: " GMT" },
];

/** Retry-After in ms, from seconds or an HTTP date; null if it is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * SECOND, RETRY_AFTER_MAX_MS);
  const zone = DATE_FORMS.find(({ form }) => form.test(text))?.zone;
  const at = zone === undefined ? Number.NaN : Date.parse(text + zone);
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - nowMs), RETRY_AFTER_MAX_MS);
}

/** The meaning of a response. 410 = never call again. A redirect is not followed and counts as failed. */
export const verdictOf = (status: number): "delivered" | "gone" | "failed" =>
  status >= 200 && status < 300 ? "delivered" : status === 410 ? "gone" : "failed";
