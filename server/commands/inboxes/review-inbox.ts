import { requireAdministrator } from "@/server/commands/_run/permission";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { auditDue, driftSince, toAudited } from "@/server/domain/inbox/review";
import { RELEASE } from "@/server/lib/process/release";
import type { Tx } from "@/server/store/events/tx";
import { listAroundChanges, readBaseline } from "@/server/store/inboxes/audit-baseline";
import { saveAudit, saveReview } from "@/server/store/inboxes/inbox-policy";
import { lockInbox, toInboxDto } from "@/server/store/inboxes/inboxes";

/** Marks an inbox's current settings as reviewed. Administrators only. */
export async function reviewInbox(tx: Tx, { inboxId }: { inboxId: number }): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await saveReview(tx, before, RELEASE));
}

/** `decided` and `moved`: the result of replaying the decisions since the baseline. */
type RecordAudit = { inboxId: number; release: string; decided: number; moved: number };

/**
 * Stores how an inbox's settings differ from their last review or its creation, if that is due.
 * Only the worker calls it.
 */
export async function recordAudit(tx: Tx, { inboxId, release, ...found }: RecordAudit): Promise<InboxDto> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  const { review, lastAudit, reviewEveryDays: everyDays } = before;
  const recordOf = (record: { at: string; release: string } | null) =>
    record && { atMs: Date.parse(record.at), release: record.release };
  const createdMs = before.createdAt.getTime();
  const previous = { review: recordOf(review), audit: recordOf(lastAudit), createdMs };
  const reason = auditDue(previous, { nowMs: tx.now.getTime(), everyDays, release });
  const inbox = toInboxDto(before);
  if (!reason) return inbox;
  const { accountId } = tx.caller;
  const { afterId, settings } = await readBaseline(tx, accountId, inbox);
  const around = await listAroundChanges(tx, { accountId, inboxId, afterId });
  const own = driftSince(settings, toAudited(inbox)).map(({ setting }): string => setting);
  const drift = [...new Set([...own, ...around.map(({ subject, setting }) => `${subject}.${setting}`)])];
  const audit = { at: tx.now.toISOString(), release, reason, drift, ...found };
  return toInboxDto(await saveAudit(tx, before, audit));
}
