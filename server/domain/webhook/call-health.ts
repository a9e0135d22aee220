/**
 * The health of a receiver of calls (a webhook endpoint, or the program behind an inbox), for the breaker. Times in ms
 * since 1970.
 */
export type CallHealth = {
  /** Failed tries since the last delivery. */
  failures: number;
  /** Since when every try has failed; null = the last one succeeded. */
  failingSinceMs: number | null;
  /** No try before then. */
  openUntilMs: number | null;
  /** How often the breaker has opened since the last delivery. */
  opens: number;
  /** Tries of the minute that began at `windowMs`. */
  windowMs: number;
  windowTries: number;
  windowFailures: number;
};

/** The end of one try. `pauseMs`: the pause that the receiver requested. */
export type TryEnd = { isDelivered: boolean; atMs: number; pauseMs: number | null };

const FAILURES_TO_OPEN = 10;
const WINDOW_MS = 60_000;
const WINDOW_TRIES_MIN = 10;
const WINDOW_SHARE = 0.7;
const OPEN_FIRST_MS = 10_000;
export const OPEN_MAX_MS = 600_000;

export const healthy: CallHealth = {
  failures: 0,
  failingSinceMs: null,
  openUntilMs: null,
  opens: 0,
  windowMs: 0,
  windowTries: 0,
  windowFailures: 0,
};

/**
 * The health after one more try. The breaker opens after 10 failures in a row, or if 7 of 10 in one minute fail; each
 * time for twice as long, at most 10 min. Then one try is sent, and a delivery closes it.
 */
export function afterTry(health: CallHealth, { isDelivered, atMs, pauseMs }: TryEnd): CallHealth {
  const isNewWindow = atMs - health.windowMs >= WINDOW_MS;
  const window = {
    windowMs: isNewWindow ? atMs : health.windowMs,
    windowTries: (isNewWindow ? 0 : health.windowTries) + 1,
    windowFailures: (isNewWindow ? 0 : health.windowFailures) + (isDelivered ? 0 : 1),
  };
  const isMostlyFailing =
    window.windowTries >= WINDOW_TRIES_MIN && window.windowFailures >= WINDOW_SHARE * window.windowTries;
  if (isDelivered) {
    const { openUntilMs, opens } = health;
    const isClosed = openUntilMs === null || openUntilMs <= atMs;
    return {
      ...window,
      failures: 0,
      failingSinceMs: null,
      openUntilMs: isClosed ? null : openUntilMs,
      opens: isClosed ? 0 : opens,
      // A successful probe begins a new count.
      ...(isClosed && openUntilMs !== null && { windowMs: atMs, windowTries: 0, windowFailures: 0 }),
    };
  }
  const failures = health.failures + 1;
  const isOpen = health.openUntilMs !== null && health.openUntilMs > atMs;
  const opensNow = !isOpen && (failures >= FAILURES_TO_OPEN || isMostlyFailing);
  const until = opensNow ? atMs + openMs(health.opens) : health.openUntilMs;
  const paused = pauseMs === null ? until : Math.max(until ?? 0, atMs + pauseMs);
  return {
    ...window,
    failures,
    failingSinceMs: health.failingSinceMs ?? atMs,
    openUntilMs: paused,
    opens: health.opens + (opensNow ? 1 : 0),
  };
}

const openMs = (opens: number): number => Math.min(OPEN_FIRST_MS * 2 ** Math.min(opens, 16), OPEN_MAX_MS);

/** Administrators are notified after this long with failures only. */
export const NOTICE_MS = 24 * 3_600_000;
/** The endpoint is disabled after this long with failures only. */
export const DISABLE_MS = 5 * NOTICE_MS;

/** What to do about a failing endpoint: notify administrators, or disable it. */
export function dueNotice({ failingSinceMs }: CallHealth, nowMs: number): "notice" | "disable" | null {
  if (failingSinceMs === null || nowMs - failingSinceMs < NOTICE_MS) return null;
  return nowMs - failingSinceMs < DISABLE_MS ? "notice" : "disable";
}
