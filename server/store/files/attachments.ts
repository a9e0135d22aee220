import { one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { FILE_COLUMNS } from "@/server/store/generated/rows";
import type { FileRow } from "./files";

/** Gives locked files to a message, in this order. The message's row has been inserted with what it shows of them. */
export async function attachFiles(tx: Tx, messageId: number, fileIds: readonly number[]): Promise<void> {
  const { accountId } = tx.caller;
  await tx.query(
    `insert into message_attachment (account_id, message_id, number, file_id)
     select $1, $2, number, id from unnest($3::bigint[]) with ordinality as f (id, number)`,
    [accountId, messageId, fileIds],
  );
  await tx.query("update file set unattached_since = null where account_id = $1 and id = any($2::bigint[])", [
    accountId,
    fileIds,
  ]);
}

/** Files of a deleted message stay until it can no longer be restored. `removedAt` null: it was restored. */
export const saveRemoval = (tx: Tx, messageId: number, removedAt: Date | null): Promise<unknown> =>
  tx.query("update message_attachment set removed_at = $3 where account_id = $1 and message_id = $2", [
    tx.caller.accountId,
    messageId,
    removedAt,
  ]);

/** Takes the files of a withdrawn message back: their writer may attach them again. */
export const detachFiles = (tx: Tx, messageId: number): Promise<unknown> =>
  tx.query(
    `with gone as (delete from message_attachment where account_id = $1 and message_id = $2 returning file_id)
     update file set unattached_since = $3 where account_id = $1 and id in (select file_id from gone)
        and not exists (select 1 from message_attachment o
                         where o.account_id = $1 and o.file_id = file.id and o.message_id <> $2)`,
    [tx.caller.accountId, messageId, tx.now],
  );

/** The same for all messages of conversations, and for scheduled ones, whose links remain. */
export const deleteFilesOfConversations = async (
  tx: Tx,
  conversationIds: readonly number[],
): Promise<void> => {
  await tx.query(
    `delete from file where account_id = $1 and id in (
       select file_id from scheduled_message_file where account_id = $1 and conversation_id = any($2::bigint[]))`,
    [tx.caller.accountId, conversationIds],
  );
  const rows = await tx.query<{ id: number }>(
    `select distinct a.message_id as id from message m
       join message_attachment a on a.account_id = m.account_id and a.message_id = m.id
      where m.account_id = $1 and m.conversation_id = any($2::bigint[])`,
    [tx.caller.accountId, conversationIds],
  );
  if (rows.length > 0)
    await deleteFilesOf(
      tx,
      rows.map(({ id }) => id),
    );
};

/**
 * Deletes the files of messages that are deleted permanently, except those that other messages or archives have. A trigger
 * queues their bytes, which are removed after the commit. Index: message_attachment_pkey, message_attachment_file,
 * archived_file_file.
 */
export const deleteFilesOf = (tx: Tx, messageIds: readonly number[]): Promise<unknown> =>
  tx.query(
    `with gone as (
       delete from message_attachment where account_id = $1 and message_id = any($2::bigint[]) returning file_id)
     delete from file where account_id = $1 and id in (select file_id from gone)
        and not exists (select 1 from message_attachment o
                         where o.account_id = $1 and o.file_id = file.id and o.message_id <> all($2::bigint[]))
        and not exists (select 1 from archived_file l where l.account_id = $1 and l.file_id = file.id)`,
    [tx.caller.accountId, messageIds],
  );

/**
 * Deletes a picture that was replaced or removed, unless something else has it. A trigger queues its bytes, which are removed
 * after the commit. Index: file_pkey, member_avatar, account_pkey, message_attachment_file.
 */
export const deletePicture = (tx: Tx, fileId: number): Promise<unknown> =>
  tx.query(
    `delete from file where account_id = $1 and id = $2
        and not exists (select 1 from member m where m.account_id = $1 and m.avatar_file_id = $2)
        and not exists (select 1 from account a where a.id = $1 and a.logo_file_id = $2)
        and not exists (select 1 from message_attachment m where m.account_id = $1 and m.file_id = $2)`,
    [tx.caller.accountId, fileId],
  );

/**
 * Copies a file of a canned reply to a file of the caller's own over the same bytes, which nothing has yet; null when the
 * reply does not have it. Locks: the original, shared, so that its bytes are not removed meanwhile. Index:
 * canned_reply_file_file, file_pkey.
 */
export async function insertCopy(
  tx: Tx,
  { cannedReplyId, fileId }: { cannedReplyId: number; fileId: number },
): Promise<FileRow | null> {
  const { accountId, actor } = tx.caller;
  const rows = await tx.query<FileRow>(
    `insert into file (account_id, name, content_type, bytes, sha256, width, height, duration_ms, key, preview_key, state,
                       creator_type, creator_id, unattached_since, created_at, work_due_at)
     select f.account_id, f.name, f.content_type, f.bytes, f.sha256, f.width, f.height, f.duration_ms, f.key, f.preview_key,
            f.state, $4, $5, $6, $6, case when f.work_due_at is not null then $6::timestamptz end
       from canned_reply_file r join file f on f.account_id = r.account_id and f.id = r.file_id
      where r.account_id = $1 and r.canned_reply_id = $2 and r.file_id = $3 for share of f
     returning ${select(FILE_COLUMNS)}`,
    [accountId, cannedReplyId, fileId, actor.type, actor.id, tx.now],
  );
  return rows.length === 0 ? null : one(rows);
}
