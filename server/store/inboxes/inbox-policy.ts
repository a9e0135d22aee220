import type { Cause } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS, type Policy, type PolicyCause } from "@/server/domain/inbox/policy";
import { isDriftNews, settingsToReview } from "@/server/domain/inbox/review";
import { statement } from "@/server/store/_postgres/statement";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import { notifyOfPolicyChanges } from "@/server/store/alerts/notify-administrators";
import type { NewDecision } from "@/server/store/events/batch/write-batch";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { setByPrograms, watchDrift } from "./audit-baseline";
import { type InboxRow, logInbox, policyOf, recordInboxEvent, toInboxDto, updateInbox } from "./inboxes";
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

/** How long the policy's decisions are kept. */
export const DECISION_DAYS = 30;

/** Stores a decision of the policy about a conversation, without waiting for Postgres' answer. */
export function appendDecision(tx: Tx, decision: NewDecision): void {
  if (tx.batch) tx.batch.decisions.push(decision);
  else sendAhead(tx, insertDecisions(tx, [decision]));
}

/** The same for many. */
export async function insertDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  await tx.query(INSERT, [
    tx.caller.accountId,
    tx.now,
    decisions.map(({ inboxId }) => inboxId),
    decisions.map(({ conversationId }) => conversationId),
    decisions.map(({ decided }) => JSON.stringify(decided)),
  ]);
}

const INSERT = statement(`
  insert into policy_decision (account_id, at, inbox_id, conversation_id, decided)
  select $1, $2, made.* from unnest($3::bigint[], $4::bigint[], $5::jsonb[]) as made`);

/** Stores the current settings as reviewed by the caller now, which ends an alert of other ones. */
export async function saveReview(tx: Tx, before: InboxRow, release: string): Promise<InboxRow> {
  const settings = settingsToReview(toInboxDto(before));
  const at = tx.now.toISOString();
  const row = await updateInbox(tx, before, { review: { at, by: tx.caller.actor, release, settings } });
  const changes = { reviewed: { from: before.review?.at ?? null, to: at } };
  await logInbox(tx, row, changes);
  recordInboxEvent(tx, "inbox.reviewed", row, changes);
  await closeAlert(tx, { kind: "settings_drifted", subjectId: row.id });
  return row;
}

/**
 * Stores the result of an audit of the settings. While something differs, the audit log gets an entry, and an alert is
 * open if that is news.
 */
export async function saveAudit(
  tx: Tx,
  before: InboxRow,
  audit: NonNullable<InboxRow["lastAudit"]>,
): Promise<InboxRow> {
  const row = await updateInbox(tx, before, { lastAudit: audit });
  const { drift, moved } = audit;
  if (drift.length > 0) await logInbox(tx, row, { audited: { from: null, to: { drift, moved } } });
  recordInboxEvent(tx, "inbox.audited", row, {
    lastAudit: { from: before.lastAudit?.at ?? null, to: audit.at },
  });
  const kind = "settings_drifted";
  const subject = { type: "inbox", id: row.id, name: row.name } as const;
  const byPrograms = setByPrograms(row.policySetBy);
  if (isDriftNews(drift, { isReviewed: row.review !== null, byPrograms }))
    await openAlert(tx, { kind, subject, facts: { settings: drift } });
  else await closeAlert(tx, { kind, subjectId: row.id });
  return row;
}
