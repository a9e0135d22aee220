const EARLIEST_MS = Date.UTC(1990, 0, 1);

/** Whether a provider's time is one: programs without a clock, or without the time of a message, write one of 1970. */
export const isKnownTime = (at: Date): boolean => at.getTime() >= EARLIEST_MS;
