/** A reading of a queue. */
export type Read = { now: Date; limit: number };

/** The last row of a page. */
export type Place = { dueAt: Date; id: number };

export const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null;
