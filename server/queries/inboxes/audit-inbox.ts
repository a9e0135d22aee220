import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { type InboxDto, policy as policySchema } from "@/server/contract/_shared/dto";
import type { AuditDto } from "@/server/contract/inbox/setting-change";
import { driftSince, type ReviewReason, reviewDue, toAudited } from "@/server/domain/inbox/review";
import { RELEASE } from "@/server/lib/process/release";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Database, Db } from "@/server/store/_postgres/db";
import { type Baseline, listAroundChanges, readBaseline } from "@/server/store/inboxes/audit-baseline";
import { DECISION_DAYS } from "@/server/store/inboxes/inbox-policy";
import { listLastChanges } from "@/server/store/inboxes/setting-changes";
import { getInbox, listInboxes } from "./list-inboxes";
import { replayPolicy } from "./replay-policy";

type AuditInbox = { inboxId: number; now: Date; cursor?: string | null; limit: number; release?: string };

/**
 * The drift of an inbox's settings, and of the access to it, since the last review, or else since
 * its creation: what differs, who changed it, and which conversations ended with another status
 * than under the earlier settings. Administrators only.
 */
export async function auditInbox(
  db: Db,
  caller: Caller,
  { inboxId, now, release = RELEASE, ...page }: AuditInbox,
): Promise<AuditDto> {
  const inbox = await getInbox(db, caller, inboxId);
  administratorsOnly(caller);
  const { accountId } = caller;
  const { review, createdAt } = inbox;
  const baseline = await readBaseline(db, accountId, inbox);
  const at = review?.at ?? createdAt;
  const since = new Date(Math.max(Date.parse(at), now.getTime() - DECISION_DAYS * 86_400_000));
  const policy = policySchema.parse(baseline.settings);
  return {
    release,
    due: dueOf(inbox, { now, release }),
    review,
    baseline: { kind: review ? "review" : "creation", at },
    drift: await driftOf(db, accountId, { inbox, baseline }),
    moved: await replayPolicy(db, caller, { inboxId, policy, since, ...page }),
  };
}

async function driftOf(
  db: Db,
  accountId: number,
  { inbox, baseline }: { inbox: InboxDto; baseline: Baseline },
): Promise<AuditDto["drift"]> {
  const { id: inboxId, name: subjectName } = inbox;
  const own = driftSince(baseline.settings, toAudited(inbox));
  const settings = own.map(({ setting }) => setting);
  const changes = await listLastChanges(db, accountId, { inboxId, settings });
  const around = await listAroundChanges(db, { accountId, inboxId, afterId: baseline.afterId });
  const named = { subject: "inbox" as const, subjectId: inboxId, subjectName };
  return [
    ...own.map((one) => ({
      ...named,
      ...one,
      change: changes.find(({ setting }) => setting === one.setting) ?? null,
    })),
    ...around.map((change) => {
      const { subject, subjectId, subjectName, setting, from, to } = change;
      return { subject, subjectId, subjectName, setting, from, to, change };
    }),
  ];
}

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

/**
 * The number of decisions since an inbox's review or creation, and of those with another outcome
 * under the settings then.
 */
export const replaySinceReview =
  (database: Database) =>
  async (
    { accountId, inboxId }: { accountId: number; inboxId: number },
    now: Date,
  ): Promise<{ decided: number; moved: number }> => {
    const { moved } = await database.snapshot((db) =>
      auditInbox(db, systemCaller(accountId), { inboxId, now, limit: 1 }),
    );
    return { decided: moved.decided, moved: moved.moved };
  };
