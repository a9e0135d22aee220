import { one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import { lockConversations } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockMessages, recordMessageEvent } from "./messages";

/** Notes that are copies of what was written elsewhere. What is deleted for ever there is taken out of them. */

type Copied = { messageId: number; conversationId: number };

/**
 * Notes down that a note was copied from a message, and from whatever that was copied from. A copy within a conversation
 * goes with it.
 */
export const insertForwarded = (
  tx: Tx,
  note: Pick<MessageRow, "id" | "conversationId">,
  from: Copied,
): Promise<unknown> =>
  tx.query(
    `insert into forwarded_note (account_id, source_conversation_id, message_id, conversation_id)
     select $1, source_id, $2, $3 from (
       select $4::bigint as source_id
        union
       select source_conversation_id from forwarded_note where account_id = $1 and message_id = $5) as s
      where source_id <> $3`,
    [tx.caller.accountId, note.id, note.conversationId, from.conversationId, from.messageId],
  );

/** Whether the note `m` says something, or has said something that is still kept. Index: message_revision_message. */
const HAS_TEXT = (m: string): string => `(${m}.content <> '' or exists (
  select 1 from message_revision mr where mr.account_id = ${m}.account_id and mr.message_id = ${m}.id))`;

/** `hasText`: false of a note that was deleted so long ago that nothing of it is kept but what the log says. */
export type Copy = Copied & { sourceId: number; inboxId: number; hasText: boolean };

/** The copies of what these conversations hold, with the inbox where each is, in conversations that are still there. */
export const listCopies = (tx: Tx, conversationIds: readonly number[]): Promise<Copy[]> =>
  tx.query<Copy>(
    `select f.source_conversation_id as "sourceId", f.message_id as "messageId", f.conversation_id as "conversationId",
            c.inbox_id as "inboxId", ${HAS_TEXT("m")} as "hasText"
       from forwarded_note f join conversation c on c.account_id = f.account_id and c.id = f.conversation_id
       join message m on m.account_id = f.account_id and m.id = f.message_id
      where f.account_id = $1 and f.source_conversation_id = any($2::bigint[])
      order by f.message_id`,
    [tx.caller.accountId, conversationIds],
  );

/** Whether something of the conversation `c` was copied into an inbox that is on legal hold, and is still kept there. */
export const HAS_COPY_ON_HOLD = (c: string): string => `exists (
  select 1 from forwarded_note f
    join conversation fc on fc.account_id = f.account_id and fc.id = f.conversation_id
    join inbox fi on fi.account_id = fc.account_id and fi.id = fc.inbox_id and fi.legal_hold
    join message fm on fm.account_id = f.account_id and fm.id = f.message_id and ${HAS_TEXT("fm")}
   where f.account_id = ${c}.account_id and f.source_conversation_id = ${c}.id)`;

/**
 * Takes the text out of copies, and out of what they said before: told as `message.deleted`, or `message.updated` of one
 * that was deleted already. They are no copies after that, whatever else they were copied from. Locks: conversation, then message, each ascending; whoever purges has them as a rule.
 */
export async function saveRedacted(tx: Tx, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return;
  const { accountId, actor } = tx.caller;
  await lockConversations(tx, [...new Set(copies.map(({ conversationId }) => conversationId))]);
  const notes = await lockMessages(tx, [...new Set(copies.map(({ messageId }) => messageId))]);
  const ids = notes.map(({ id }) => id);
  for (const table of ["message_revision", "forwarded_note"])
    await tx.query(`delete from ${table} where account_id = $1 and message_id = any($2::bigint[])`, [
      accountId,
      ids,
    ]);
  for (const before of notes) {
    const { deletedAt, deletedBy } = before;
    const gone = deletedAt === null ? { at: tx.now, by: actor } : { at: deletedAt, by: deletedBy };
    const after = one(
      await tx.query<MessageRow>(
        `update message set content = '', content_attributes = '{}', deleted_at = $4, deleted_by = $5,
                            version = version + 1, updated_at = $6
          where account_id = $1 and id = $2 and version = $3 returning ${select(MESSAGE_COLUMNS)}`,
        [accountId, before.id, before.version, gone.at, gone.by, tx.now],
      ),
    );
    const changes = deletedAt === null ? { deletedAt: { from: null, to: tx.now.toISOString() } } : {};
    recordMessageEvent(tx, deletedAt === null ? "message.deleted" : "message.updated", after, { changes });
  }
}
