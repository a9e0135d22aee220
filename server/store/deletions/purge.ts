import type { DeletionReason } from "@/server/contract/deletion/deletion";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { savePurged } from "@/server/store/conversations/conversation-status";
import { lockConversations } from "@/server/store/conversations/conversations";
import { redactConversations, redactNotes } from "@/server/store/events/redaction/redact-events";
import { redactPendingEvents } from "@/server/store/events/redaction/redact-pending-events";
import type { Tx } from "@/server/store/events/tx";
import { deleteConversationResponses, deleteNoteResponses } from "@/server/store/idempotency/delete-answers";
import { type Copy, listCopies, saveRedacted } from "@/server/store/messages/forwarded-notes";
import { insertTombstones } from "./tombstones";

const OF_MESSAGE = `message_id in (select id from message where account_id = $1 and conversation_id = any($2::bigint[]))`;
const OWN = "conversation_id = any($2::bigint[])";

/**
 * Everything that belongs to a conversation, by table: a condition on its rows, in which $2 are the conversations.
 * Messages go last: what hangs on them is found by them. What the search knows of them follows by itself.
 */
const BELONGING = {
  message_attempt: OF_MESSAGE,
  message_revision: OF_MESSAGE,
  message_hold: OWN,
  message_receipt: OWN,
  transition: OWN,
  policy_decision: OWN,
  conversation_change: OWN,
  conversation_seen: OWN,
  notification: OWN,
  draft: OWN,
  forwarded_note: `(conversation_id = any($2::bigint[]) or source_conversation_id = any($2::bigint[]))`,
  message: OWN,
} as const;

type Locked = { rows: ConversationRow[]; copies: Copy[] };

/**
 * Locks conversations, and with them those that hold copies of what is written in them, in one order. Tells the first as
 * `lockConversations` does, and then the copies: once their messages are locked as well, nothing more is copied. What was
 * copied elsewhere while the locks were waited for would have to be locked against the order, so all are let go, and taken
 * again with that.
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

/** Something was copied into a conversation that is not locked. */
class CopiedMeanwhile extends Error {
  readonly copies: Copy[];
  constructor(copies: Copy[]) {
    super("something was copied while its locks were waited for");
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
 * Deletes trashed conversations for ever that `lockWithCopies` has locked: what belongs to them, what the log and stored
 * answers say of them, and from each row all but its numbers; what was copied out of them as notes is taken out of those.
 * Tombstones and `conversation.purged` are in the same transaction.
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
  for (const [table, condition] of Object.entries(BELONGING))
    await tx.query(`delete from ${table} where account_id = $1 and ${condition}`, [tx.caller.accountId, ids]);
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
 * Waits for receipts that are under way: what they write belongs to it too; and for who copies a message. Locks: message,
 * ascending, copies too.
 */
const lockMessagesOf = (tx: Tx, ids: readonly number[]) =>
  tx.query(
    `select count(*) from (
       select id from message where account_id = $1 and (conversation_id = any($2::bigint[]) or id in (
          select message_id from forwarded_note where account_id = $1 and source_conversation_id = any($2::bigint[])))
        order by id for update) as m`,
    [tx.caller.accountId, ids],
  );
