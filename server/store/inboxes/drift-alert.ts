import type { InboxDto } from "@/server/contract/_shared/dto";
import { driftSince, toAudited } from "@/server/domain/inbox/review";
import { closeAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import { listAroundChanges, readBaseline } from "./audit-baseline";

/** Closes the alert of drifted settings once nothing differs any more. The inbox must be locked. */
export async function closeEndedDrift(tx: Tx, inbox: InboxDto): Promise<void> {
  const { id: inboxId, lastAudit } = inbox;
  if (!lastAudit || lastAudit.drift.length === 0) return;
  const { accountId } = tx.caller;
  const { afterId, settings } = await readBaseline(tx, accountId, inbox);
  if (driftSince(settings, toAudited(inbox)).length > 0) return;
  const around = await listAroundChanges(tx, { accountId, inboxId, afterId });
  if (around.length === 0) await closeAlert(tx, { kind: "settings_drifted", subjectId: inboxId });
}
