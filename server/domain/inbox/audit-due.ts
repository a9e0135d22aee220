import { reviewDue } from "./review";

type AuditRecord = { atMs: number; release: string };

/**
 * Whether to compare an inbox's settings with the reviewed ones, or those at its creation: at the
 * review interval since the last review or comparison, else since the creation; and after every
 * upgrade since one of them.
 */
export function auditDue(
  records: { review: AuditRecord | null; audit: AuditRecord | null; createdMs: number },
  when: { nowMs: number; everyDays: number; release: string },
): "release" | "time" | null {
  const { review, audit, createdMs } = records;
  const reviewed = review && audit && audit.atMs > review.atMs ? audit : (review ?? audit);
  const due = reviewDue(reviewed ?? { atMs: createdMs, release: when.release }, when);
  return due === "never" ? null : due;
}
