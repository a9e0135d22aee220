/** The receipts of a month are rolled up so many months after its end; less than the least would empty reports of the last month. */
export const RECEIPT_MONTHS = { min: 3, max: 120 } as const;

/** The longest time that an inbox keeps resolved conversations before it deletes them. */
export const DELETE_RESOLVED_DAYS_MAX = 3_650;

const DAY_MS = 86_400_000;

/** Whether a conversation that was resolved at `sinceMs` is to be deleted now; `days` 0 = never. */
export const isRetentionOver = (sinceMs: number, { days, nowMs }: { days: number; nowMs: number }): boolean =>
  days > 0 && sinceMs <= nowMs - days * DAY_MS;

/** The months before this instant (UTC) are rolled up; null: none is. */
export function rolledUpBefore(now: Date, months: number): Date | null {
  if (months === 0) return null;
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months));
}

/** A message with more receipts keeps them: one that a program floods with reports. */
export const RECEIPTS_ROLLED_UP_MAX = 1_000;
