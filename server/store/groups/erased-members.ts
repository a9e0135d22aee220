import type { SystemContent } from "@/server/contract/message/system-content";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import { redactNotes } from "@/server/store/events/redaction/redact-events";
import type { Tx } from "@/server/store/events/tx";
import { saveRedacted } from "@/server/store/messages/forwarded-notes";
import { recordMessageEvent, updateMessage } from "@/server/store/messages/messages";

/** What contacts have in conversations of others: those that they are or were members of. */
const IN_GROUPS = `m.conversation_id = any(array(
  select conversation_id from conversation_member where account_id = $1 and contact_id = any($2::bigint[])))`;

/** Whether one of these contacts is or was in a group whose inbox is on legal hold. Index: conversation_member_of_contact. */
export async function isInGroupOnHold(tx: Tx, contactIds: readonly number[]): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from conversation_member p
       join conversation c on c.account_id = p.account_id and c.id = p.conversation_id
       join inbox i on i.account_id = c.account_id and i.id = c.inbox_id and i.legal_hold
      where p.account_id = $1 and p.contact_id = any($2::bigint[]) limit 1`,
    [tx.caller.accountId, contactIds],
  );
  return rows.length > 0;
}

/** A message, or a note that is a copy of one. */
type Written = { messageId: number; conversationId: number };

/**
 * What these contacts wrote in groups and what is not redacted yet, with the notes that are copies of it, or copies of copies;
 * at most `limit` messages. Indexes: conversation_member_of_contact, message_number, forwarded_note_source.
 */
export const listWrittenInGroups = (
  tx: Tx,
  { contactIds, limit }: { contactIds: readonly number[]; limit: number },
): Promise<Written[]> =>
  tx.query<Written>(
    `with written as (
       select m.id, m.conversation_id from message m
        where m.account_id = $1 and ${IN_GROUPS} and m.sender_type = 'contact' and m.sender_id = any($2::bigint[])
          and (m.sender_name is not null or m.content <> '' or m.attachments is not null)
        order by m.id limit $3)
     select id as "messageId", conversation_id as "conversationId" from written
      union
     select f.message_id, f.conversation_id from written w
       join forwarded_note f on f.account_id = $1 and f.source_message_id = w.id`,
    [tx.caller.accountId, contactIds, limit],
  );

/** Deletes text, files and the writer's name of these messages, also from the log. Hold the conversations' locks. */
export async function redactWritten(tx: Tx, written: readonly Written[]): Promise<void> {
  if (written.length === 0) return;
  await tx.query(
    "update message set sender_name = null where account_id = $1 and id = any($2::bigint[]) and sender_type = 'contact'",
    [tx.caller.accountId, written.map(({ messageId }) => messageId)],
  );
  await saveRedacted(
    tx,
    written.map((one) => ({ ...one, sourceId: one.conversationId, inboxId: 0, hasText: true })),
  );
  await redactNotes(tx, written);
}

/** The system messages that name one of these contacts as a member, locked, ascending; at most `limit`. */
export const lockNoticesAbout = (
  tx: Tx,
  { contactIds, limit }: { contactIds: readonly number[]; limit: number },
): Promise<MessageRow[]> =>
  tx.query<MessageRow>(
    `select ${select(MESSAGE_COLUMNS, "m")} from message m
      where m.account_id = $1 and ${IN_GROUPS} and m.kind = 'system'
        and jsonb_path_exists(m.content_attributes::jsonb, '$.contactIds[*] ? (@ == $ids[*])',
                              jsonb_build_object('ids', to_jsonb($2::bigint[])))
      order by m.id limit $3 for no key update`,
    [tx.caller.accountId, contactIds, limit],
  );

/** Saves a system message without names of members; records `message.updated`. */
export async function saveNotice(
  tx: Tx,
  before: MessageRow,
  { system, content }: { system: SystemContent; content: string },
): Promise<void> {
  const after = await updateMessage(tx, before, { system, content, contentAttributes: {} });
  recordMessageEvent(tx, "message.updated", after, { changes: {} });
}
