/**
 * When the time ends in which a provider lets us write freely to a customer, who wrote last at `lastReceivedAt`; null: they have not
 * written yet, so it has not begun.
 */
export const replyWindowEnd = (lastReceivedAt: Date | null, hours: number): Date | null =>
  lastReceivedAt && new Date(lastReceivedAt.getTime() + hours * HOUR_MS);
const HOUR_MS = 3_600_000;

export const isReplyWindowOpen = (end: Date | null, now: Date): boolean => end !== null && now < end;
