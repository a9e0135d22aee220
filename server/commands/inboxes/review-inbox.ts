import { requireAdministrator } from "@/server/commands/_run/permission";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Policy } from "@/server/domain/inbox/policy";
import { auditDue, driftSince, toAudited } from "@/server/domain/inbox/review";
import { RELEASE } from "@/server/lib/process/release";
import type { Tx } from "@/server/store/events/tx";
import { listAroundChanges, readBaseline } from "@/server/store/inboxes/audit-baseline";
import { saveAudit, savePolicy, saveReview } from "@/server/store/inboxes/inbox-policy";
import { lockInbox, toInboxDto } from "@/server/store/inboxes/inboxes";
import { findPolicyChange } from "@/server/store/inboxes/setting-changes";

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

export type ChangePolicy = { inboxId: number; settings: Partial<Policy>; reason?: string | null };

/** Changes settings of an inbox's policy, each with an entry in the audit log. Administrators only. */
export async function changePolicy(tx: Tx, { inboxId, settings, reason }: ChangePolicy): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await savePolicy(tx, before, { settings, reason: reason ?? null }));
}

type RevertPolicyChange = { inboxId: number; changeId: number; reason?: string | null };

/**
 * Restores a setting's value before a change, as a new change in the audit log. Refused if the setting has changed
 * again since: it would revert that change too. Administrators only.
 */
export async function revertPolicyChange(
  tx: Tx,
  { inboxId, changeId, reason }: RevertPolicyChange,
): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  const change = await findPolicyChange(tx, { inboxId, changeId });
  if (!change) throw new Refusal("policy.change_not_found");
  const { setting, from } = change;
  if (before.policySetBy[setting]?.changeId !== changeId) throw new Refusal("undo.superseded");
  const settings = { [setting]: from };
  return toInboxDto(await savePolicy(tx, before, { settings, reason: reason ?? null, revertsId: changeId }));
}
