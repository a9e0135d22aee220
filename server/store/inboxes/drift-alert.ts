import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Policy } from "@/server/domain/inbox/policy";
import { driftSince } from "@/server/domain/inbox/review";
import { closeAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";

type Reviewed = Policy &
  Pick<InboxDto, "id" | "name" | "callbackUrl" | "messagesStartAs" | "review" | "lastAudit">;

/** Closes the alert of drifted settings once the saved ones are the reviewed ones again. The inbox must be locked. */
export async function closeEndedDrift(tx: Tx, row: Reviewed): Promise<void> {
  const { review, lastAudit, id, name, callbackUrl, messagesStartAs } = row;
  if (!review || !lastAudit || lastAudit.drift.length === 0) return;
  const now = { name, callbackUrl, messagesStartAs, policy: row };
  if (driftSince(review.settings, now).length === 0)
    await closeAlert(tx, { kind: "settings_drifted", subjectId: id });
}
