import { Refusal } from "@/server/contract/_shared/refusal";
import type { AlertFacts } from "@/server/contract/alert/alert";
import {
  type DiskRoom,
  disconnectedTurn,
  diskTurn,
  downTurn,
  failingTurn,
  overdueTurn,
  reportsTurn,
  stuckTurn,
  untakenTurn,
} from "@/server/domain/alert/alert";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import { readUnreportedInbox } from "@/server/store/alerts/delivery-reports";
import { readCommonestError } from "@/server/store/alerts/failure-counts";
import { readTroubledInbox, type WatchedKind } from "@/server/store/alerts/inbox-troubles";
import { lockBulk } from "@/server/store/bulk/bulk-operations";
import type { Tx } from "@/server/store/events/tx";
import { lockInbox, watchFromNow } from "@/server/store/inboxes/inboxes";
import { saveNoTaker } from "@/server/store/inboxes/reply-takers";
import { lockAccount } from "@/server/store/members/accounts";

/**
 * Opens and closes an inbox's alerts about stuck, overdue and failing messages, about a callback that does not answer, a channel
 * that is disconnected, and replies that nobody takes, as its messages, calls and takers are now, and stores since when nobody takes its replies. Returns what it
 * opened and closed. Only the worker calls it.
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
  const { stuck, overdue, sample, failingSinceMs, error, lacksTaker, isKnownToLackTaker } = trouble;
  if (lacksTaker !== isKnownToLackTaker) await saveNoTaker(tx, inbox, lacksTaker ? tx.now : null);
  const since = new Date(failingSinceMs ?? tx.now).toISOString();
  const { connection, connectionError } = trouble;
  const disconnectedSince = new Date(connection?.sinceMs ?? tx.now).toISOString();
  const watched = [
    { kind: "stuck_messages", turn: stuckTurn(trouble), facts: { messages: stuck } },
    { kind: "callback_down", turn: downTurn(trouble, tx.now.getTime()), facts: { since, error } },
    {
      kind: "channel_disconnected",
      turn: disconnectedTurn(trouble, tx.now.getTime()),
      facts: { since: disconnectedSince, error: connectionError },
    },
    { kind: "messages_overdue", turn: overdueTurn(trouble), facts: { messages: overdue } },
    { kind: "messages_failing", turn: failingTurn(trouble), facts: sample },
    { kind: "nobody_takes_replies", turn: untakenTurn(trouble), facts: {} },
  ] as const satisfies { kind: WatchedKind; turn: string; facts: AlertFacts }[];
  const opened: WatchedKind[] = [];
  const closed: WatchedKind[] = [];
  for (const { kind, turn, facts } of watched) {
    const more =
      kind === "messages_failing" && turn === "begins"
        ? { error: await readCommonestError(tx, inboxId) }
        : {};
    if (turn === "begins" && (await openAlert(tx, { kind, subject, facts: { ...facts, ...more } })))
      opened.push(kind);
    if (turn === "ends" && (await closeAlert(tx, { kind, subjectId: inboxId }))) closed.push(kind);
  }
  return { opened, closed };
}

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

/** The disk that files share with the database; an installation has one. */
const DISK = { type: "disk", id: 1, name: "data" } as const;

/**
 * Opens the account's alert about a disk that is filling, or closes it, as the disk's room is. Returns whether it did. Only the
 * worker calls it.
 */
export async function checkDiskAlert(tx: Tx, room: DiskRoom): Promise<boolean> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  await lockAccount(tx);
  const turn = diskTurn(room);
  if (turn === "ends") return (await closeAlert(tx, { kind: "disk_filling", subjectId: DISK.id })) !== null;
  if (turn === "stays") return false;
  const facts = { freeBytes: room.free, reserveBytes: room.reserve };
  return (await openAlert(tx, { kind: "disk_filling", subject: DISK, facts })) !== null;
}

/**
 * Opens an inbox's alert about archives that the file store does not take, or closes it. `error`: why it did not take one;
 * null: it took one. Returns whether it did. Only the worker calls it.
 */
export async function checkArchiveAlert(
  tx: Tx,
  { inboxId, error }: { inboxId: number; error: string | null },
): Promise<boolean> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const inbox = await lockInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found");
  const kind = "archive_failing";
  if (error === null) return (await closeAlert(tx, { kind, subjectId: inboxId })) !== null;
  const subject = { type: "inbox", id: inboxId, name: inbox.name } as const;
  return (await openAlert(tx, { kind, subject, facts: { error } })) !== null;
}

/**
 * Closes the alert of a timed-out bulk operation that nobody has resumed: it is history now. Returns whether one was
 * open. Only the worker calls it.
 */
export async function endBulkAlert(tx: Tx, { bulkId }: { bulkId: number }): Promise<boolean> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  if (!(await lockBulk(tx, bulkId))) throw new Refusal("bulk_operation.not_found");
  return (await closeAlert(tx, { kind: "bulk_timed_out", subjectId: bulkId })) !== null;
}
