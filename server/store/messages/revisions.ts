import { RESTORE_HOURS } from "@/server/domain/message/content";
import type { Db } from "@/server/store/_postgres/db";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Changes, Tx } from "@/server/store/events/tx";
import { saveRemoval } from "@/server/store/files/attachments";
import { readAttachments } from "@/server/store/files/shown-attachments";
import { recordMessageEvent, updateMessage } from "./messages";

const HOUR_MS = 3_600_000;

/** Saves another text of a locked message, and stores the previous one. `at`: when it was written, in the past; absent = now. */
export async function saveEdited(
  tx: Tx,
  before: MessageRow,
  { content, at = tx.now }: { content: string; at?: Date | undefined },
): Promise<MessageRow> {
  await keepRevision(tx, before);
  const { attachments, location } = before;
  const after = await update(tx, before, {
    content,
    attachments,
    location,
    editedAt: at < tx.now ? at : tx.now,
    deletedAt: null,
    deletedBy: null,
  });
  return record(tx, after, "message.updated", { content: { from: before.content, to: content } });
}

/** Deletes the text of a locked message. It can be restored for a day, and as long as its inbox is on legal hold. */
export async function saveDeleted(tx: Tx, before: MessageRow): Promise<MessageRow> {
  await keepRevision(tx, before);
  await expire(tx, before.id, new Date(tx.now.getTime() + RESTORE_HOURS * HOUR_MS));
  const deletedBy = tx.caller.actor;
  if (before.attachments) await saveRemoval(tx, before.id, tx.now);
  const emptied = { content: "", attachments: null, location: null };
  const after = await update(tx, before, { ...before, ...emptied, deletedAt: tx.now, deletedBy });
  return record(tx, after, "message.deleted", { deletedAt: { from: null, to: tx.now.toISOString() } });
}

/** Restores the text of a locked, deleted message; null when it is no longer stored. */
export async function saveRestored(tx: Tx, before: MessageRow): Promise<MessageRow | null> {
  const [kept] = await tx.query<{ id: number } & Pick<MessageRow, "content" | "attachments" | "location">>(
    `select id, content, attachments, location from message_revision
      where account_id = $1 and message_id = $2
        and (expires_at > $3 or expires_at is not null and exists (
          select 1 from conversation c join inbox i on i.account_id = c.account_id and i.id = c.inbox_id and i.legal_hold
           where c.account_id = $1 and c.id = $4))
      order by id desc limit 1`,
    [tx.caller.accountId, before.id, tx.now, before.conversationId],
  );
  if (!kept) return null;
  const { accountId } = tx.caller;
  await tx.query("delete from message_revision where account_id = $1 and id = $2", [accountId, kept.id]);
  await expire(tx, before.id, null);
  const { content, location } = kept;
  if (kept.attachments) await saveRemoval(tx, before.id, null);
  // From the rows: more may be known of the files than when the message was deleted.
  const shown = kept.attachments && (await readAttachments(tx, accountId, [before.id]));
  const attachments = shown?.get(before.id) ?? null;
  const after = await update(tx, before, {
    ...before,
    content,
    attachments,
    location,
    deletedAt: null,
    deletedBy: null,
  });
  const from = before.deletedAt?.toISOString() ?? null;
  return record(tx, after, "message.updated", { deletedAt: { from, to: null } });
}

/**
 * Postpones expired revisions of inboxes on legal hold by a day, so that a run reads only those due since the last one;
 * returns how many, at most `limit`. When the hold ends they are deleted within a day.
 * Locks: the rows, skipped when locked. Index: message_revision_expiry, primary keys of message, conversation and inbox.
 */
export async function postponeRevisionsOnHold(
  db: Db,
  { now, limit }: { now: Date; limit: number },
): Promise<number> {
  const rows = await db.query(
    `update message_revision set expires_at = $1::timestamptz + make_interval(hours => ${RESTORE_HOURS})
      where ctid = any(array(
        select r.ctid from message_revision r
          join message m on m.account_id = r.account_id and m.id = r.message_id
          join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
          join inbox i on i.account_id = c.account_id and i.id = c.inbox_id and i.legal_hold
         where r.expires_at <= $1 limit $2 for update of r skip locked)) returning 1`,
    [now, limit],
  );
  return rows.length;
}

export type Revision = { content: string; at: Date };

/** The earlier texts of a message, newest first. */
export const listRevisions = (
  db: Db,
  accountId: number,
  { messageId, limit }: { messageId: number; limit: number },
): Promise<Revision[]> =>
  db.query<Revision>(
    `select content, at from message_revision
      where account_id = $1 and message_id = $2 and expires_at is null order by id desc limit $3`,
    [accountId, messageId, limit],
  );

const keepRevision = (tx: Tx, { id, content, attachments, location }: MessageRow) =>
  tx.query(
    "insert into message_revision (account_id, message_id, content, at, attachments, location) values ($1, $2, $3, $4, $5, $6)",
    [
      tx.caller.accountId,
      id,
      content,
      tx.now,
      attachments && JSON.stringify(attachments),
      location && JSON.stringify(location),
    ],
  );

/** When all earlier texts of a message are deleted; null: never. */
const expire = (tx: Tx, messageId: number, at: Date | null) =>
  tx.query("update message_revision set expires_at = $3 where account_id = $1 and message_id = $2", [
    tx.caller.accountId,
    messageId,
    at,
  ]);

/** A deleted message is not retried any more. */
const update = (
  tx: Tx,
  before: MessageRow,
  to: Pick<MessageRow, "content" | "attachments" | "location" | "editedAt" | "deletedAt" | "deletedBy">,
): Promise<MessageRow> =>
  updateMessage(tx, before, {
    content: to.content,
    attachments: to.attachments,
    location: to.location,
    editedAt: to.editedAt,
    deletedAt: to.deletedAt,
    deletedBy: to.deletedBy,
    ...(to.deletedAt !== null && { retryAt: null }),
  });

function record(tx: Tx, row: MessageRow, type: "message.updated" | "message.deleted", changes: Changes) {
  recordMessageEvent(tx, type, row, { changes });
  return row;
}
