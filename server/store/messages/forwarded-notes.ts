import { maySee } from "@/server/contract/_shared/caller";
import type { Actor, MessageDto } from "@/server/contract/_shared/dto";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockConversations } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { deleteFilesOf } from "@/server/store/files/attachments";
import { lockMessages, recordMessageEvent, updateMessage } from "./messages";

/** Forwarded notes: copies of messages of other conversations. They are redacted when their source is purged. */

type Copied = { messageId: number; conversationId: number };

/** Stores that a note is a copy of a message, and of the origins of that message. */
export const insertForwarded = (
  tx: Tx,
  note: Pick<MessageRow, "id" | "conversationId">,
  from: Copied,
): Promise<unknown> =>
  tx.query(
    `insert into forwarded_note (account_id, source_conversation_id, source_message_id, message_id, conversation_id)
     select $1, place_id, source_id, $2, $3 from (
       select $4::bigint as place_id, $5::bigint as source_id
        union
       select source_conversation_id, source_message_id from forwarded_note
        where account_id = $1 and message_id = $5) as s`,
    [tx.caller.accountId, note.id, note.conversationId, from.conversationId, from.messageId],
  );

/** Whether the note `m` has a text or a file, or a stored earlier text. Index: message_revision_message. */
const HAS_TEXT = (m: string): string => `(${m}.content <> '' or ${m}.attachments is not null or exists (
  select 1 from message_revision mr where mr.account_id = ${m}.account_id and mr.message_id = ${m}.id))`;

/** `hasText`: false for a deleted note whose text is no longer stored outside the log. */
export type Copy = Copied & { sourceId: number; inboxId: number; hasText: boolean };

/** The copies of messages of these conversations, each with its inbox. */
export const listCopies = (tx: Tx, conversationIds: readonly number[]): Promise<Copy[]> =>
  tx.query<Copy>(
    `select distinct f.source_conversation_id as "sourceId", f.message_id as "messageId", f.conversation_id as "conversationId",
            c.inbox_id as "inboxId", ${HAS_TEXT("m")} as "hasText"
       from forwarded_note f join conversation c on c.account_id = f.account_id and c.id = f.conversation_id
       join message m on m.account_id = f.account_id and m.id = f.message_id
      where f.account_id = $1 and f.source_conversation_id = any($2::bigint[])
      order by f.message_id`,
    [tx.caller.accountId, conversationIds],
  );

/** Whether an inbox on legal hold contains a copy, with text, of a message of conversation `c`. */
export const HAS_COPY_ON_HOLD = (c: string): string => `exists (
  select 1 from forwarded_note f
    join conversation fc on fc.account_id = f.account_id and fc.id = f.conversation_id
    join inbox fi on fi.account_id = fc.account_id and fi.id = fc.inbox_id and fi.legal_hold
    join message fm on fm.account_id = f.account_id and fm.id = f.message_id and ${HAS_TEXT("fm")}
   where f.account_id = ${c}.account_id and f.source_conversation_id = ${c}.id)`;

/**
 * Deletes the text and the earlier texts of copies; records `message.deleted`, or `message.updated` for one that was
 * deleted already. Deletes their origins too. Locks: conversation, then message, each ascending; a purge usually has them.
 */
export async function saveRedacted(tx: Tx, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return;
  const { accountId, actor } = tx.caller;
  await lockConversations(tx, [...new Set(copies.map(({ conversationId }) => conversationId))]);
  const notes = await lockMessages(tx, [...new Set(copies.map(({ messageId }) => messageId))]);
  const ids = notes.map(({ id }) => id);
  await deleteFilesOf(tx, ids);
  for (const table of ["message_revision", "forwarded_note"])
    await tx.query(`delete from ${table} where account_id = $1 and message_id = any($2::bigint[])`, [
      accountId,
      ids,
    ]);
  for (const before of notes) {
    const { deletedAt, deletedBy } = before;
    const deletion = deletedAt === null ? { at: tx.now, by: actor } : { at: deletedAt, by: deletedBy };
    const after = await updateMessage(tx, before, {
      content: "",
      contentAttributes: {},
      attachments: null,
      location: null,
      deletedAt: deletion.at,
      deletedBy: deletion.by,
    });
    const changes = deletedAt === null ? { deletedAt: { from: null, to: tx.now.toISOString() } } : {};
    recordMessageEvent(tx, deletedAt === null ? "message.deleted" : "message.updated", after, { changes });
  }
}

type Forwardable = {
  inboxId: number;
  conversationId: number;
  displayId: number;
  number: number;
  kind: MessageDto["kind"];
  content: string;
  /** Of its files. */
  fileIds: number[];
  sender: Actor;
};

/**
 * What to copy of a message that is forwarded; null when the caller may not see it. With a shared lock, so that it is not
 * purged before it is copied. Hold the lock of the conversation that gets the copy.
 */
export async function findForwardable(tx: Tx, messageId: number): Promise<Forwardable | null> {
  const [row] = await tx.query<Forwardable>(
    `select c.inbox_id as "inboxId", c.id as "conversationId", c.display_id as "displayId", m.number, m.kind, m.content,
            array(select (a->>'id')::bigint from jsonb_array_elements(m.attachments) with ordinality as f (a, n) order by n) as "fileIds",
            json_build_object('type', m.sender_type, 'id', m.sender_id, 'name', m.sender_name) as sender
       from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.id = $2 and c.lifecycle <> 'purged' for share of m`,
    [tx.caller.accountId, messageId],
  );
  return row && maySee(tx.caller, row) ? row : null;
}
