import { isDriftNews, settingsToReview } from "@/server/domain/inbox/review";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import { setByPrograms } from "./audit-baseline";
import { type InboxRow, logInbox, recordInboxEvent, toInboxDto, updateInbox } from "./inboxes";

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
