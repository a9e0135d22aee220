import type { DeletionReason } from "@/server/contract/deletion";
import type { ConversationRow } from "./conversation-row";
import { savePurged } from "./conversation-status";
import { forgetConversations } from "./forget-answers";
import { redactDrafts } from "./redact-drafts";
import { redactConversationEvents, redactTries } from "./redact-events";
import { insertTombstones } from "./tombstones";
import type { Tx } from "./tx";

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
  message: OWN,
} as const;

/**
 * Deletes locked, trashed conversations for ever: what belongs to them, what the log and stored answers say of them, and
 * from each row all but its numbers. Tombstones and `conversation.purged` are in the same transaction.
 */
export async function purgeConversations(
  tx: Tx,
  rows: readonly ConversationRow[],
  reason: DeletionReason,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await lockMessagesOf(tx, ids);
  for (const [table, condition] of Object.entries(BELONGING))
    await tx.query(`delete from ${table} where account_id = $1 and ${condition}`, [tx.caller.accountId, ids]);
  for (const row of rows) await savePurged(tx, row);
  await redactConversationEvents(tx, ids);
  redactDrafts(tx, ids);
  await redactTries(tx, ids);
  await forgetConversations(tx, rows);
  await insertTombstones(
    tx,
    rows.map((row) => ({ ...row, type: "conversation" as const })),
    reason,
  );
}

/** Waits for receipts that are under way: what they write belongs to it too. Locks: message, ascending. */
const lockMessagesOf = (tx: Tx, ids: readonly number[]) =>
  tx.query(
    `select count(*) from (
       select id from message where account_id = $1 and conversation_id = any($2::bigint[]) order by id for update) as m`,
    [tx.caller.accountId, ids],
  );
