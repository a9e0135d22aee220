import type { Attachment } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { recordMessageEvent, updateMessage } from "@/server/store/messages/messages";

/** What is shown of a file `f`, as JSON. Bytes that are still uploaded are shown as those that are still fetched. */
export const SHOWN_FILE = `(jsonb_build_object('id', f.id, 'name', f.name, 'contentType', f.content_type, 'bytes', f.bytes,
  'sha256', f.sha256, 'width', f.width, 'height', f.height, 'durationMs', f.duration_ms,
  'hasPreview', f.preview_key is not null,
  'state', case f.state when 'uploading' then 'pending' else f.state end, 'failure', f.failure)
  || case when f.content_id is null then '{}'::jsonb else jsonb_build_object('contentId', f.content_id) end)`;

/** The messages that have a file and are not deleted, with their conversations. Locks: none. Index: message_attachment_file. */
export const listMessagesWith = (
  tx: Tx,
  fileId: number,
): Promise<{ messageId: number; conversationId: number }[]> =>
  tx.query(
    `select m.id as "messageId", m.conversation_id as "conversationId"
       from message_attachment l join message m on m.account_id = l.account_id and m.id = l.message_id
      where l.account_id = $1 and l.file_id = $2 and l.removed_at is null order by m.id`,
    [tx.caller.accountId, fileId],
  );

/** What is shown of the files of these messages, in their order, from the rows of the files. Index: message_attachment_pkey. */
export async function readAttachments(
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Attachment[]>> {
  const rows = await db.query<{ messageId: number; attachments: Attachment[] }>(
    `select l.message_id as "messageId", jsonb_agg(${SHOWN_FILE} order by l.number) as attachments
       from message_attachment l join file f on f.account_id = l.account_id and f.id = l.file_id
      where l.account_id = $1 and l.message_id = any($2::bigint[]) and l.removed_at is null
      group by l.message_id`,
    [accountId, messageIds],
  );
  return new Map(rows.map(({ messageId, attachments }) => [messageId, attachments]));
}

/** Saves what is shown of the files of a locked message. */
export async function saveAttachments(
  tx: Tx,
  before: MessageRow,
  attachments: Attachment[],
): Promise<MessageRow> {
  const after = await updateMessage(tx, before, { attachments });
  const changes = { attachments: { from: before.attachments, to: attachments } };
  recordMessageEvent(tx, "message.updated", after, { changes });
  return after;
}
