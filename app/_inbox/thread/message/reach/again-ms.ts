const FIRST_MS = 3_000;
const LAST_MS = 60_000;

/**
 * How long to wait before a webhook's answer, which is no event of the log, is asked for again, after so many times: it comes
 * within seconds, or its delivery is tried again minutes later.
 */
export const againMs = (times: number): number => Math.min(FIRST_MS * 2 ** Math.max(times - 1, 0), LAST_MS);
