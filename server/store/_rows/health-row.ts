import type { CallHealth } from "@/server/domain/webhook/call-health";

/** The health of a receiver as stored: of an endpoint, or of the program behind an inbox. */
export type HealthRow = {
  failures: number;
  failingSince: Date | null;
  openUntil: Date | null;
  opens: number;
  windowAt: Date;
  windowTries: number;
  windowFailures: number;
};

/** The select list of a `HealthRow` of the table with the alias `p`. */
export const HEALTH = `p.failures, p.failing_since as "failingSince", p.open_until as "openUntil", p.opens,
  p.window_at as "windowAt", p.window_tries as "windowTries", p.window_failures as "windowFailures"`;

export const toHealth = (row: HealthRow): CallHealth => ({
  failures: row.failures,
  failingSinceMs: row.failingSince?.getTime() ?? null,
  openUntilMs: row.openUntil?.getTime() ?? null,
  opens: row.opens,
  windowMs: row.windowAt.getTime(),
  windowTries: row.windowTries,
  windowFailures: row.windowFailures,
});

/** A receiver's health after a batch of tries, and when the last success and the last failure of the batch were. */
export type HealthSave = { health: CallHealth; acceptedMs: number | null; failedMs: number | null };

/** Assignments to `HEALTH`'s columns from the row `n` of `HEALTH_VALUES`. */
export const SET_HEALTH = `failures = n.failures, failing_since = n.failing_since, open_until = n.open_until,
  opens = n.opens, window_at = n.window_at, window_tries = n.window_tries, window_failures = n.window_failures`;

/** Nine parameters from number `first`, as arrays for `unnest`, and the names of their columns. */
export const HEALTH_VALUES = (first: number) => ({
  arrays: [
    "int[]",
    "timestamptz[]",
    "timestamptz[]",
    "int[]",
    "timestamptz[]",
    "int[]",
    "int[]",
    "timestamptz[]",
    "timestamptz[]",
  ]
    .map((type, i) => `$${first + i}::${type}`)
    .join(", "),
  names:
    "failures, failing_since, open_until, opens, window_at, window_tries, window_failures, accepted_at, failed_at",
});

/** The parameters of `HEALTH_VALUES`. */
export const healthValues = (saves: readonly HealthSave[]): unknown[] => [
  saves.map(({ health }) => health.failures),
  saves.map(({ health }) => dateOf(health.failingSinceMs)),
  saves.map(({ health }) => dateOf(health.openUntilMs)),
  saves.map(({ health }) => health.opens),
  saves.map(({ health }) => dateOf(health.windowMs)),
  saves.map(({ health }) => health.windowTries),
  saves.map(({ health }) => health.windowFailures),
  saves.map(({ acceptedMs }) => dateOf(acceptedMs)),
  saves.map(({ failedMs }) => dateOf(failedMs)),
];

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
