import type { ConversationRow } from "./conversation-row";
import { one } from "./db";
import type { Tx } from "./tx";

/** An agent's seen mark only rises. */
export async function raiseSeen(
  tx: Tx,
  { conversationId, userId, number }: { conversationId: number; userId: number; number: number },
): Promise<void> {
  await tx.query(
    `insert into conversation_seen as s (account_id, conversation_id, user_id, number) values ($1, $2, $3, $4)
     on conflict (account_id, conversation_id, user_id) do update set number = greatest(s.number, excluded.number)`,
    [tx.caller.accountId, conversationId, userId, number],
  );
}

/**
 * Customer messages after the last one seen by the assignee; unassigned: by any agent. Reads only the rows above that
 * number (index message_number).
 */
export async function countUnread(
  tx: Tx,
  c: Pick<ConversationRow, "id" | "assigneeId" | "agentSeenNumber">,
): Promise<number> {
  const { unread } = one(
    await tx.query<{ unread: number }>(
      `select count(*) as unread from message
        where account_id = $1 and conversation_id = $2 and direction = 'in' and kind = 'message'
          and number > case when $3::bigint is null then $4::int
                            else coalesce((select number from conversation_seen
                                            where account_id = $1 and conversation_id = $2 and user_id = $3), 0) end`,
      [tx.caller.accountId, c.id, c.assigneeId, c.agentSeenNumber],
    ),
  );
  return unread;
}

/** Told at most; more than one is enough to hold a reply. */
const NEWER_MAX = 20;

/**
 * Numbers of public messages after `number` that somebody else wrote: the customer, a bot, a program, another agent. In
 * order; reads only the rows above that number (index message_number).
 */
export async function findNewerOfOthers(
  tx: Tx,
  conversation: Pick<ConversationRow, "id" | "lastNumber">,
  number: number,
): Promise<number[]> {
  if (conversation.lastNumber <= number) return [];
  const rows = await tx.query<{ number: number }>(
    `select number from message
      where account_id = $1 and conversation_id = $2 and number > $3 and kind = 'message'
        and (sender_type, sender_id) is distinct from ($4, $5::bigint)
      order by number limit ${NEWER_MAX}`,
    [tx.caller.accountId, conversation.id, number, tx.caller.actor.type, tx.caller.actor.id],
  );
  return rows.map((row) => row.number);
}
