import { POLICY_SETTINGS, type Policy } from "@/server/domain/inbox/policy";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { draftInbox, INBOX, type InboxRow, policyOf } from "./inboxes";
import { appendSettingChanges } from "./setting-changes";

type PolicyChange = { settings: Partial<Policy>; reason: string | null; revertsId?: number };

/**
 * Saves changed settings, each with an entry in the change log that says who, when, why and through what; one
 * `policy.changed` for all. Nothing changed → nothing logged, no event.
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
  const row = one(
    await tx.query<InboxRow>(
      `update inbox set version = version + 1, updated_at = $4, bot_enabled = $5, bot_takes_reopened = $6,
              start_as_pending = $7, caller_status_wins = $8, on_message_after_resolve = $9,
              policy_set_by = policy_set_by || $10
        where account_id = $1 and id = $2 and version = $3 returning ${INBOX}`,
      [
        tx.caller.accountId,
        before.id,
        before.version,
        tx.now,
        wanted.botEnabled,
        wanted.botTakesReopened,
        wanted.startAsPending,
        wanted.callerStatusWins,
        wanted.onMessageAfterResolve,
        Object.fromEntries(setBy),
      ],
    ),
  );
  draftInbox(tx, "policy.changed", row, changes);
  return row;
}
