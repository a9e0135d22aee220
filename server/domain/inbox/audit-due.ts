import { reviewDue } from "./review";

type AuditRecord = { atMs: number; release: string };

/**
 * Whether Tickline should compare an inbox's settings with those that were looked over: as often as an administrator is
 * to be reminded, and after every upgrade; counted from the last look of either. Never before a first review, which
 * says what to compare with.
 */
export function auditDue(
  { review, audit }: { review: AuditRecord | null; audit: AuditRecord | null },
  when: { nowMs: number; everyDays: number; release: string },
): "release" | "time" | null {
  if (!review) return null;
  const last = audit && audit.atMs > review.atMs ? audit : review;
  const due = reviewDue(last, when);
  return due === "never" ? null : due;
}
