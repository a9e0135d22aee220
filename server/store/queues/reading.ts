/** A reading of a queue. */
export type Read = { now: Date; limit: number };

/** The last row of a page. */
export type Place = { dueAt: Date; id: number };

type Times = "oldestAt" | "nextAt" | "failingSince" | "pausedUntil";

/** A queue as it is read. */
export type QueueRow<Q> = Omit<Q, Times> & Record<Times, Date | null>;

export const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null;

/** A queue with its times as ISO 8601. */
export const timesAsText = <Row extends Record<Times, Date | null>>(row: Row) => ({
  ...row,
  oldestAt: isoOf(row.oldestAt),
  nextAt: isoOf(row.nextAt),
  failingSince: isoOf(row.failingSince),
  pausedUntil: isoOf(row.pausedUntil),
});
