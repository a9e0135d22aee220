import { reviewDue } from "./review";

type AuditRecord = { atMs: number; release: string };

/**
 * Whether to compare an inbox's settings with the reviewed ones: at the review interval since the last review or
 * comparison, and after every upgrade. Never before the first review.
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
