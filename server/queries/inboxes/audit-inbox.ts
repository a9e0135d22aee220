import type { Caller } from "@/server/contract/_shared/caller";
import type { AuditDto } from "@/server/contract/inbox/setting-change";
import { driftSince } from "@/server/domain/inbox/review";
import { RELEASE } from "@/server/lib/process/release";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { DECISION_DAYS } from "@/server/store/inboxes/policy-decisions";
import { listLastChanges } from "@/server/store/inboxes/setting-changes";
import { dueOf } from "./list-due-reviews";
import { getInbox } from "./list-inboxes";
import { replayPolicy } from "./replay-policy";

type AuditInbox = { inboxId: number; now: Date; cursor?: string | null; limit: number; release?: string };

/**
 * The drift of an inbox's settings since the last review: what differs, who changed it, and which
 * conversations ended with another status than under the reviewed settings. Administrators only.
 */
export async function auditInbox(
  db: Db,
  caller: Caller,
  { inboxId, now, release = RELEASE, ...page }: AuditInbox,
): Promise<AuditDto> {
  const inbox = await getInbox(db, caller, inboxId);
  administratorsOnly(caller);
  const { review } = inbox;
  const due = dueOf(inbox, { now, release });
  if (!review) return { release, due, review: null, drift: [], moved: null };

  const drift = driftSince(review.settings, inbox);
  const settings = drift.map(({ setting }) => setting);
  const changes = await listLastChanges(db, caller.accountId, { inboxId, settings });
  const since = new Date(Math.max(Date.parse(review.at), now.getTime() - DECISION_DAYS * 86_400_000));
  const { policy } = review.settings;
  return {
    release,
    due,
    review,
    drift: drift.map((one) => ({
      ...one,
      change: changes.find(({ setting }) => setting === one.setting) ?? null,
    })),
    moved: await replayPolicy(db, caller, { inboxId, policy, since, ...page }),
  };
}
