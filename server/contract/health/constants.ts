// Without zod: the browser loads it.

/** How far back a report counts attempts. */
export const HEALTH_PERIODS = ["day", "week", "month"] as const;
export type HealthPeriod = (typeof HEALTH_PERIODS)[number];
export const PERIOD_HOURS: Readonly<Record<HealthPeriod, number>> = { day: 24, week: 7 * 24, month: 30 * 24 };

/** After how many hours a message that was sent counts as overdue. */
export const OVERDUE_HOURS = { min: 1, max: 720 } as const;

/** Messages, sends and deliveries of one kind are counted up to this. */
export const HEALTH_COUNT_MAX = 10_000;
