import type { AlertTurn } from "./alert";

/** The newest attempts of an inbox, among which failures are counted. */
export const FAILURE_SAMPLE = 50;
/** How many of the sample may fail before an alert is opened; 0 = any. */
export const ALERT_FAILED_ATTEMPTS = { max: FAILURE_SAMPLE } as const;
/** What share of the attempts of `FAILURE_MINUTES` may fail before an alert is opened, in percent; 0 = any. */
export const ALERT_FAILED_PERCENT = { max: 100 } as const;
export const FAILURE_MINUTES = 10;
/** Fewer failures than this are no share: one of one is 100 %. */
const FAILURES_MIN = 5;
/** So many attempts in sequence without a failure end an alert. A quarter of them must fail to begin it. */
export const RECOVERED_ATTEMPTS = 10;
/** Older attempts say nothing about today. */
export const FAILURE_HOURS = 24;

/** Attempts that ended within `FAILURE_HOURS`, and those of them that failed. */
type Count = { attempts: number; failed: number };

export type FailureTrouble = {
  alertFailedAttempts: number;
  alertFailedPercent: number;
  /** Among the newest `FAILURE_SAMPLE`. */
  sample: Count;
  /** Among those of the last `FAILURE_MINUTES`. */
  recent: Count;
  /** Among the newest `RECOVERED_ATTEMPTS`. */
  newest: Count;
};

/**
 * Whether failures are a reason for an alert. An open one ends once the newest attempts succeed, whatever failed before
 * them, or when none failed within a day. It begins again only when several of the newest fail, so it does not open and
 * close with every failure.
 */
export function failingTurn({
  alertFailedAttempts: limit,
  alertFailedPercent: percent,
  sample,
  recent,
  newest,
}: FailureTrouble): AlertTurn {
  if ((limit === 0 && percent === 0) || newest.failed === 0) return "ends";
  const isMany = limit > 0 && sample.failed >= limit;
  const isShare =
    percent > 0 && recent.failed >= FAILURES_MIN && recent.failed * 100 >= percent * recent.attempts;
  const isNow = newest.failed * 4 >= newest.attempts;
  return (isMany || isShare) && isNow ? "begins" : "stays";
}
