/** Postgres' advisory locks with a fixed number: one number per purpose, or two jobs would wait for each other. */
export const LOCK_KEYS = {
  createFirstAccount: 1_953_063_789,
  foldCounters: 1_953_063_790,
  dropOldEvents: 1_953_063_791,
  backUp: 1_953_063_792,
} as const;
