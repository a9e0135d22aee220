/**
 * Set by the front on a request that a rate limit refuses, with the seconds until it may be repeated; never taken from
 * outside.
 */
export const RATE_LIMITED = "x-rate-limited";
