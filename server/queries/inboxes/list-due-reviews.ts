import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { type ReviewReason, reviewDue } from "@/server/domain/inbox/review";
import { RELEASE } from "@/server/lib/process/release";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { listInboxes } from "./list-inboxes";

/** Why the review of an inbox's settings is due, or null. */
export function dueOf(
  { review, reviewEveryDays: everyDays }: Pick<InboxDto, "review" | "reviewEveryDays">,
  { now, release = RELEASE }: { now: Date; release?: string },
): ReviewReason | null {
  const last = review && { atMs: Date.parse(review.at), release: review.release };
  return reviewDue(last, { nowMs: now.getTime(), everyDays, release });
}

/** The inboxes whose review is due. Administrators only. */
export async function listDueReviews(
  db: Db,
  caller: Caller,
  now: Date,
): Promise<{ inboxId: number; due: ReviewReason }[]> {
  administratorsOnly(caller);
  const inboxes = await listInboxes(db, caller);
  return inboxes.flatMap((inbox) => {
    const due = dueOf(inbox, { now });
    return due ? [{ inboxId: inbox.id, due }] : [];
  });
}
