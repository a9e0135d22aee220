import { Refusal } from "@/server/contract/_shared/refusal";
import type { AlertFacts } from "@/server/contract/alert/alert";
import { downTurn, stuckTurn, untakenTurn } from "@/server/domain/alert/alert";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import { readTroubledInbox, type WatchedKind } from "@/server/store/alerts/inbox-troubles";
import type { Tx } from "@/server/store/events/tx";
import { lockInbox } from "@/server/store/inboxes/inboxes";
import { saveNoTaker } from "@/server/store/inboxes/reply-takers";

/**
 * Opens and closes an inbox's alerts about stuck messages, about a callback that does not answer and about replies that nobody
 * takes, as its messages, calls and takers are now, and stores since when nobody takes its replies. Returns what it opened and closed. Only the worker calls it.
 */
export async function checkInboxAlerts(
  tx: Tx,
  { inboxId }: { inboxId: number },
): Promise<{ opened: WatchedKind[]; closed: WatchedKind[] }> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const inbox = await lockInbox(tx, inboxId);
  const trouble = inbox && (await readTroubledInbox(tx, inboxId));
  if (!trouble) throw new Refusal("inbox.not_found");
  const subject = { type: "inbox", id: inboxId, name: inbox.name } as const;
  const { stuck, failingSinceMs, error, lacksTaker, isKnownToLackTaker } = trouble;
  if (lacksTaker !== isKnownToLackTaker) await saveNoTaker(tx, inbox, lacksTaker ? tx.now : null);
  const since = new Date(failingSinceMs ?? tx.now).toISOString();
  const watched = [
    { kind: "stuck_messages", turn: stuckTurn(trouble), facts: { messages: stuck } },
    { kind: "callback_down", turn: downTurn(trouble, tx.now.getTime()), facts: { since, error } },
    { kind: "nobody_takes_replies", turn: untakenTurn(trouble), facts: {} },
  ] as const satisfies { kind: WatchedKind; turn: string; facts: AlertFacts }[];
  const opened: WatchedKind[] = [];
  const closed: WatchedKind[] = [];
  for (const { kind, turn, facts } of watched) {
    if (turn === "begins" && (await openAlert(tx, { kind, subject, facts }))) opened.push(kind);
    if (turn === "ends" && (await closeAlert(tx, { kind, subjectId: inboxId }))) closed.push(kind);
  }
  return { opened, closed };
}
