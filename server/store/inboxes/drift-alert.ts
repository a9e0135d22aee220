import type { Actor, InboxDto } from "@/server/contract/_shared/dto";
import type { PolicySetting } from "@/server/domain/inbox/policy";
import { driftSince, isDriftNews, toAudited } from "@/server/domain/inbox/review";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import { listAroundChanges, readBaseline } from "./audit-baseline";

type SetBy = Partial<Record<PolicySetting, { changedBy: Actor }>>;

/** The settings of the policy that a program has set: a token, a bot, or Tickline itself. */
export const setByPrograms = (setBy: SetBy): string[] =>
  Object.entries(setBy).flatMap(([setting, by]) => (by.changedBy.type === "user" ? [] : [setting]));

/**
 * Opens the alert of drifted settings if a program has changed one, and closes it once nothing differs any more. What members
 * change on screens opens none here: the audit does. The inbox must be locked; for its save functions.
 */
export async function watchDrift(tx: Tx, inbox: InboxDto, setBy: SetBy): Promise<void> {
  const { accountId, actor } = tx.caller;
  const { id: inboxId, name, review } = inbox;
  const { afterId, settings } = await readBaseline(tx, accountId, inbox);
  const drift = driftSince(settings, toAudited(inbox)).map(({ setting }) => setting);
  const kind = "settings_drifted";
  if (drift.length === 0) {
    const around = await listAroundChanges(tx, { accountId, inboxId, afterId });
    if (around.length === 0) await closeAlert(tx, { kind, subjectId: inboxId });
    return;
  }
  const isNews = isDriftNews(drift, { isReviewed: review !== null, byPrograms: setByPrograms(setBy) });
  if (actor.type === "user" || !isNews) return;
  await openAlert(tx, { kind, subject: { type: "inbox", id: inboxId, name }, facts: { settings: drift } });
}
