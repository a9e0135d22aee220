import { type ChartPoint, DAY_MS, HOUR_MS } from "@/app/_shared/chart/chart";
import type { HealthPeriod } from "@/server/contract/health/constants";
import type { HealthDto } from "@/server/contract/health/health";

/** The length of a chart's steps, so that bars are wide enough to be pointed at. */
export const STEP_MS: Readonly<Record<HealthPeriod, number>> = {
  day: HOUR_MS,
  week: 6 * HOUR_MS,
  month: DAY_MS,
};

/**
 * The attempts of a report in steps of the reader's time zone, including steps without any. `failedShare` is in
 * percent; null without attempts.
 */
export function bucketsOf({
  since,
  at,
  period,
  hours,
}: Pick<HealthDto, "since" | "at" | "period" | "hours">): ChartPoint[] {
  const counts = new Map(hours.map((hour) => [Date.parse(hour.at), hour]));
  const buckets = new Map<number, { attempts: number; failed: number }>();
  for (let ms = Date.parse(since); ms <= Date.parse(at); ms += HOUR_MS) {
    const begin = beginOf(ms, STEP_MS[period]);
    const bucket = buckets.get(begin) ?? { attempts: 0, failed: 0 };
    const { attempts = 0, failed = 0 } = counts.get(ms) ?? {};
    buckets.set(begin, { attempts: bucket.attempts + attempts, failed: bucket.failed + failed });
  }
  return [...buckets].map(([begin, { attempts, failed }]) => ({
    at: new Date(begin).toISOString(),
    values: {
      rest: Math.max(0, attempts - failed),
      failed,
      failedShare: attempts === 0 ? null : (100 * failed) / Math.max(attempts, failed),
    },
  }));
}

/** The beginning of the step of an hour. Longer steps begin at the reader's midnight. */
function beginOf(ms: number, stepMs: number): number {
  if (stepMs === HOUR_MS) return ms;
  const at = new Date(ms);
  const stepHours = stepMs / HOUR_MS;
  const hour = Math.floor(at.getHours() / stepHours) * stepHours;
  return new Date(at.getFullYear(), at.getMonth(), at.getDate(), hour).getTime();
}
