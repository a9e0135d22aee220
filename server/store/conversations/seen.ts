import { one } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { unreadKey } from "@/server/store/events/batch/write-batch";
import type { Tx } from "@/server/store/events/tx";

/** An agent's seen mark rises with what they read. */
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

/** Lowers these agents' seen marks to a number, if they are higher. */
export async function lowerSeen(
  tx: Tx,
  { conversationId, userIds, number }: { conversationId: number; userIds: readonly number[]; number: number },
): Promise<void> {
  await tx.query(
    `update conversation_seen set number = $4
      where account_id = $1 and conversation_id = $2 and user_id = any($3::bigint[]) and number > $4`,
    [tx.caller.accountId, conversationId, userIds, number],
  );
}

/** The number of the customer's last message that counts as unread; null = none. Index: message_number. */
export async function findLastOfCustomer(
  tx: Tx,
  { id }: Pick<ConversationRow, "id">,
): Promise<number | null> {
  const [last] = await tx.query<{ number: number }>(
    `select number from message
      where account_id = $1 and conversation_id = $2 and direction = 'in' and kind = 'message' and counts_unread
      order by number desc limit 1`,
    [tx.caller.accountId, id],
  );
  return last?.number ?? null;
}

type Counted = Pick<ConversationRow, "id" | "assigneeId" | "agentSeenNumber">;

/**
 * Customer messages after the last one seen by the assignee; unassigned: by any agent. Reads only the rows above that
 * number (index message_number).
 */
export async function countUnread(tx: Tx, c: Counted): Promise<number> {
  const known = tx.batch?.unread.get(unreadKey(c));
  return known ?? one(await countEach(tx, [c])).unread;
}

/** Counts for all of them in one statement, for later calls of `countUnread` in the same batch. */
export async function countUnreadAhead(tx: Tx, conversations: readonly Counted[]): Promise<void> {
  for (const { unread, place } of await countEach(tx, conversations)) {
    const counted = conversations[place - 1];
    if (counted) tx.batch?.unread.set(unreadKey(counted), unread);
  }
}

const countEach = (tx: Tx, conversations: readonly Counted[]): Promise<{ place: number; unread: number }[]> =>
  tx.query(
    `select c.place, (
        select count(*) from message m
         where m.account_id = $1 and m.conversation_id = c.id and m.direction = 'in' and m.kind = 'message' and m.counts_unread
           and m.number > case when c.assignee_id is null then c.seen
                               else coalesce((select s.number from conversation_seen s
                                               where s.account_id = $1 and s.conversation_id = c.id
                                                 and s.user_id = c.assignee_id), 0) end) as unread
       from unnest($2::bigint[], $3::bigint[], $4::int[]) with ordinality as c (id, assignee_id, seen, place)`,
    [
      tx.caller.accountId,
      conversations.map(({ id }) => id),
      conversations.map(({ assigneeId }) => assigneeId),
      conversations.map(({ agentSeenNumber }) => agentSeenNumber),
    ],
  );

/** Maximum of returned numbers; one is enough to refuse a crossing reply. */
const NEWER_MAX = 20;

/**
 * Numbers of public messages after `number` from others: the customer, a bot, a program, another agent. In order; reads
 * only the rows above that number (index message_number).
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
