import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { auditDue } from "@/server/domain/inbox/audit-due";
import { driftSince } from "@/server/domain/inbox/review";
import type { Tx } from "@/server/store/events/tx";
import { saveAudit } from "@/server/store/inboxes/inbox-reviews";
import { lockInbox, policyOf, toInboxDto } from "@/server/store/inboxes/inboxes";

/** `decided` and `moved`: the result of replaying the decisions since the review. */
export type RecordAudit = { inboxId: number; release: string; decided: number; moved: number };

/** Stores how an inbox's settings differ from their last review, if that is due. Only the worker calls it. */
export async function recordAudit(tx: Tx, { inboxId, release, ...found }: RecordAudit): Promise<InboxDto> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  const { review, lastAudit, reviewEveryDays: everyDays } = before;
  const recordOf = (record: { at: string; release: string } | null) =>
    record && { atMs: Date.parse(record.at), release: record.release };
  const previous = { review: recordOf(review), audit: recordOf(lastAudit) };
  const reason = auditDue(previous, { nowMs: tx.now.getTime(), everyDays, release });
  if (!review || !reason) return toInboxDto(before);
  const { name, callbackUrl, messagesStartAs } = before;
  const now = { name, callbackUrl, messagesStartAs, policy: policyOf(before) };
  const drift = driftSince(review.settings, now).map(({ setting }) => setting);
  const audit = { at: tx.now.toISOString(), release, reason, drift, ...found };
  return toInboxDto(await saveAudit(tx, before, audit));
}
