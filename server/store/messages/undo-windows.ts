import { isInUndoWindow, UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";
import type { Db } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { detachFiles } from "@/server/store/files/attachments";
import { deleteMessageEmail } from "./message-emails";
import { recordMessageEvent, updateMessage } from "./messages";

/**
 * Stores the undo window of a new message. `before`: its conversation before the message. Its `waitingSince` is null if a
 * message in its undo window has answered already; the waiting time before that one is stored then.
 */
export async function insertUndoWindow(
  tx: Tx,
  before: ConversationRow,
  { messageId, sendAfter }: { messageId: number; sendAfter: Date },
): Promise<void> {
  await tx.query(
    `insert into message_hold (account_id, message_id, conversation_id, send_after, operation_id, waiting_since)
     values ($1, $2, $3, $4, $5, coalesce($6, (
       select min(waiting_since) from message_hold where account_id = $1 and conversation_id = $3 and send_after > $7)))`,
    [tx.caller.accountId, messageId, before.id, sendAfter, tx.operationId, before.waitingSince, tx.now],
  );
}

export type UndoWindow = { operationId: string; waitingSince: Date | null; sendAfter: Date };

/**
 * SQL: whether `message` has left by the instant `now`: it has no undo window, or that has ended. One that was ended stays so although the
 * clock is behind now, since it was set back or is another process's.
 */
export const hasLeft = (now: string, message: string): string =>
  `(${message}.send_after is null or ${message}.send_after <= ${now} or not exists (
     select 1 from message_hold h where h.account_id = ${message}.account_id and h.message_id = ${message}.id))`;

/** Of these messages, those that may still be withdrawn: nobody has ended their undo windows. Index: message_hold_pkey. */
export async function listWithdrawable(
  tx: Tx,
  messages: readonly Pick<MessageRow, "id" | "sendAfter" | "withdrawnAt">[],
): Promise<ReadonlySet<number>> {
  const ids = messages.filter((one) => isInUndoWindow(one, tx.now)).map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const rows = await tx.query<{ id: number }>(
    `select message_id as id from message_hold where account_id = $1 and message_id = any($2::bigint[])`,
    [tx.caller.accountId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Deletes a message's undo window; null when it has ended already. Hold the message's lock. */
export async function takeUndoWindow(tx: Tx, messageId: number): Promise<UndoWindow | null> {
  const [window] = await tx.query<UndoWindow>(
    `delete from message_hold where account_id = $1 and message_id = $2
     returning operation_id as "operationId", waiting_since as "waitingSince", send_after as "sendAfter"`,
    [tx.caller.accountId, messageId],
  );
  return window ?? null;
}

/** Withdraws a locked message that was not sent: deletes tick, attempt, content and mail. Records `message.withdrawn`. */
export async function saveWithdrawn(tx: Tx, before: MessageRow): Promise<MessageRow> {
  await tx.query("delete from message_attempt where account_id = $1 and message_id = $2", [
    tx.caller.accountId,
    before.id,
  ]);
  if (before.email) await deleteMessageEmail(tx, before.id);
  if (before.attachments) await detachFiles(tx, before.id);
  const after = await updateMessage(tx, before, {
    status: null,
    attempt: 0,
    content: "",
    contentAttributes: {},
    attachments: null,
    email: null,
    withdrawnAt: tx.now,
  });
  recordMessageEvent(tx, "message.withdrawn", after, {
    changes: { status: { from: before.status, to: null } },
  });
  return after;
}

/** Whether the undo window of a message has neither been ended yet nor used. Index: message_hold_pkey. */
export async function hasUndoWindow(
  db: Pick<Db, "query">,
  { accountId, messageId }: DueUndoWindow,
): Promise<boolean> {
  const sql = "select 1 from message_hold where account_id = $1 and message_id = $2";
  return (await db.query(sql, [accountId, messageId])).length > 0;
}

type DueUndoWindow = { accountId: number; messageId: number };

/**
 * Messages of all accounts whose undo window has ended (`isUndoWindowOver`), the longest due first. Order: send_after,
 * message id. Locks: none; lock a message and check again before sending it. Index: message_hold_due.
 */
export const listDueUndoWindows = (
  db: Db,
  { now, limit }: { now: Date; limit: number },
): Promise<DueUndoWindow[]> =>
  db.query<DueUndoWindow>(
    `select account_id as "accountId", message_id as "messageId" from message_hold
      where send_after <= $1 or send_after > $3 order by send_after, message_id limit $2`,
    [now, limit, new Date(now.getTime() + UNDO_WINDOW_MS_MAX)],
  );
