import type { Cause } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS, type Policy, type PolicyCause } from "@/server/domain/inbox/policy";
import { notifyOfPolicyChanges } from "@/server/store/alerts/notify-administrators";
import type { Tx } from "@/server/store/events/tx";
import { watchDrift } from "./drift-alert";
import { type InboxRow, policyOf, recordInboxEvent, toInboxDto, updateInbox } from "./inboxes";
import { appendSettingChanges } from "./setting-changes";

type PolicyChange = { settings: Partial<Policy>; reason: string | null; revertsId?: number };

/**
 * Saves changed settings, each with an entry in the audit log (who, when, why and over which edge) of which the other
 * administrators are notified, and one `policy.changed` for all. Nothing changed → no entry, no event.
 */
export async function savePolicy(
  tx: Tx,
  before: InboxRow,
  { settings, reason, revertsId }: PolicyChange,
): Promise<InboxRow> {
  const wanted: Policy = { ...policyOf(before), ...settings };
  const changed = POLICY_SETTINGS.filter((setting) => before[setting] !== wanted[setting]);
  if (changed.length === 0) return before;

  const changes = Object.fromEntries(changed.map((s) => [s, { from: before[s], to: wanted[s] }]));
  const logged = await appendSettingChanges(
    tx,
    { subject: "policy", subjectId: before.id, subjectName: before.name, inboxId: before.id },
    changes,
    { reason, revertsId: revertsId ?? null },
  );
  const setBy = logged.map(
    ({ id, setting }) =>
      [setting, { changeId: id, changedBy: tx.caller.actor, changedAt: tx.now.toISOString() }] as const,
  );
  const policySetBy = { ...before.policySetBy, ...Object.fromEntries(setBy) };
  const row = await updateInbox(tx, before, { ...policyOf(wanted), policySetBy });
  recordInboxEvent(tx, "policy.changed", row, changes);
  await notifyOfPolicyChanges(
    tx,
    logged.map(({ id }) => id),
  );
  await watchDrift(tx, toInboxDto(row), row.policySetBy);
  return row;
}

/** The cause, with the change that gave the setting its value. */
export const withChange = (cause: PolicyCause, inbox: InboxRow): Cause => ({
  ...cause,
  ...(cause.setting === undefined ? {} : inbox.policySetBy[cause.setting]),
});
