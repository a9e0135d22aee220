import { Refusal } from "@/server/contract/_shared/refusal";
import { reportsTurn } from "@/server/domain/alert/overdue";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import { readUnreportedInbox, watchFromNow } from "@/server/store/alerts/delivery-reports";
import type { Tx } from "@/server/store/events/tx";
import { lockInbox } from "@/server/store/inboxes/inboxes";

/**
 * Opens an inbox's alert if nobody reports the delivery of its messages, and closes it once somebody does, or when they are no
 * longer watched. Only the worker calls it.
 */
export async function checkDeliveryReports(
  tx: Tx,
  { inboxId }: { inboxId: number },
): Promise<"opened" | "closed" | null> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const inbox = await lockInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found");
  const found = await readUnreportedInbox(tx, inboxId);
  if (!found) return null;
  const kind = "no_delivery_reports";
  const turn = reportsTurn(found);
  if (turn === "begins") {
    const subject = { type: "inbox", id: inboxId, name: inbox.name } as const;
    return (await openAlert(tx, { kind, subject, facts: { messages: found.unreported } })) ? "opened" : null;
  }
  if (turn === "stays" || !(await closeAlert(tx, { kind, subjectId: inboxId }))) return null;
  if (found.reportsDelivery) await watchFromNow(tx, inboxId);
  return "closed";
}
