import type { DeletionReason } from "@/server/contract/deletion/deletion";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { freeGroupNames } from "@/server/store/contacts/contact-inboxes";
import { savePurged } from "@/server/store/conversations/conversation-status";
import { lockConversations } from "@/server/store/conversations/conversations";
import { redactConversations, redactNotes } from "@/server/store/events/redaction/redact-events";
import { redactPendingEvents } from "@/server/store/events/redaction/redact-pending-events";
import type { Tx } from "@/server/store/events/tx";
import { deleteFilesOfConversations } from "@/server/store/files/attachments";
import { deleteConversationResponses, deleteNoteResponses } from "@/server/store/idempotency/delete-answers";
import { listInboxesOnHold } from "@/server/store/inboxes/inbox-facts";
import { type Copy, listCopies, saveRedacted } from "@/server/store/messages/forwarded-notes";
import { keepPurgedSources } from "@/server/store/messages/purged-sources";
import { dialectData } from "./dialect-data";
import { insertTombstones } from "./tombstones";

const OF_MESSAGE = `message_id in (select id from message where account_id = $1 and conversation_id = any($2::bigint[]))`;
const OWN = "conversation_id = any($2::bigint[])";

/**
 * The core's tables with rows of a conversation, each with a condition in which $2 are the conversations. Messages are last:
 * other conditions find rows by them. Triggers update the search.
 */
const BELONGING = {
  message_attempt: OF_MESSAGE,
  send_try: OF_MESSAGE,
  send: OWN,
  message_revision: OF_MESSAGE,
  message_change: OF_MESSAGE,
  message_email: OWN,
  message_hold: OWN,
  conversation_member: OWN,
  message_receipt: OWN,
  receipt_summary: OF_MESSAGE,
  transition: OWN,
  policy_decision: OWN,
  conversation_change: OWN,
  conversation_seen: OWN,
  notification: OWN,
  draft: OWN,
  canned_reply_use: OF_MESSAGE,
  command_recipient: OWN,
  command_message: OWN,
  scheduled_message_file: OWN,
  scheduled_message: OWN,
  mail: OWN,
  forwarded_note: `(conversation_id = any($2::bigint[]) or source_conversation_id = any($2::bigint[]))`,
  message: OWN,
} as const;

type Locked = { rows: ConversationRow[]; copies: Copy[] };

/**
 * Locks conversations together with those that contain copies of their messages, in ascending order. Returns the former as
 * `lockConversations` does, and the copies. Their messages are locked too: nothing more can be copied. A copy made while
 * this waited for locks would have to be locked out of order, so all locks are released and taken again with that one.
 */
export async function lockWithCopies(tx: Tx, ids: readonly number[]): Promise<Locked> {
  for (let known = await listCopies(tx, ids); ; ) {
    const wanted = new Set([...ids, ...known.map(({ conversationId }) => conversationId)]);
    try {
      return await tx.savepoint(() => lockThese(tx, ids, wanted));
    } catch (error) {
      if (!(error instanceof CopiedMeanwhile)) throw error;
      known = error.copies;
    }
  }
}

/** A message was copied into a conversation that is not locked. */
class CopiedMeanwhile extends Error {
  readonly copies: Copy[];
  constructor(copies: Copy[]) {
    super("a message was copied before it was locked");
    this.copies = copies;
  }
}

async function lockThese(tx: Tx, ids: readonly number[], wanted: ReadonlySet<number>): Promise<Locked> {
  const rows = await lockConversations(tx, [...wanted]);
  await lockMessagesOf(tx, ids);
  const copies = await listCopies(tx, ids);
  if (copies.some(({ conversationId }) => !wanted.has(conversationId))) throw new CopiedMeanwhile(copies);
  return { rows: rows.filter(({ id }) => ids.includes(id)), copies };
}

/**
 * Deletes trashed conversations permanently that `lockWithCopies` has locked: their rows in other tables, their content in
 * the log, in stored answers and in forwarded notes, and all fields of their own rows but the numbers. The names of groups are
 * free again. Of their messages, the hashed ids of their channels stay for a while. Tombstones and `conversation.purged` are in the same transaction.
 */
export async function purgeConversations(
  tx: Tx,
  rows: readonly ConversationRow[],
  reason: DeletionReason,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  const copies = (await listCopies(tx, ids)).filter(({ conversationId }) => !ids.includes(conversationId));
  await saveRedacted(tx, copies);
  await deleteFilesOfConversations(tx, ids);
  await keepPurgedSources(tx, ids);
  const kept = dialectData().flatMap(({ ofConversations }) => ofConversations.map((table) => [table, OWN]));
  for (const [table, condition] of [...kept, ...Object.entries(BELONGING)])
    await tx.query(`delete from ${table} where account_id = $1 and ${condition}`, [tx.caller.accountId, ids]);
  await freeGroupNames(
    tx,
    rows.map(({ contactId }) => contactId),
  );
  for (const row of rows) await savePurged(tx, row);
  await redactConversations(tx, ids);
  redactPendingEvents(tx, ids);
  await redactNotes(tx, copies);
  await deleteConversationResponses(tx, rows);
  await deleteNoteResponses(tx, copies);
  await insertTombstones(
    tx,
    rows.map((row) => ({ ...row, type: "conversation" as const })),
    reason,
  );
}

/**
 * Waits for receipts in progress, whose rows must be deleted too, and for forwards of these messages. Locks: message,
 * ascending, including copies.
 */
const lockMessagesOf = (tx: Tx, ids: readonly number[]) =>
  tx.query(
    `select count(*) from (
       select id from message where account_id = $1 and (conversation_id = any($2::bigint[]) or id in (
          select message_id from forwarded_note where account_id = $1 and source_conversation_id = any($2::bigint[])))
        order by id for update) as m`,
    [tx.caller.accountId, ids],
  );

/**
 * Those of these conversations that a legal hold protects: that of their inbox, or of an inbox that contains a copy of one
 * of their messages with its text, which a purge would delete too.
 */
export async function findOnLegalHold(
  tx: Tx,
  rows: readonly { id: number; inboxId: number }[],
  copies: readonly Copy[],
): Promise<ReadonlySet<number>> {
  const onHold = new Set(await listInboxesOnHold(tx));
  const own = rows.filter(({ inboxId }) => onHold.has(inboxId)).map(({ id }) => id);
  const copied = copies
    .filter(({ inboxId, hasText }) => hasText && onHold.has(inboxId))
    .map(({ sourceId }) => sourceId);
  return new Set([...own, ...copied]);
}
