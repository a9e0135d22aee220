import { type Db, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import { updateConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

const COLUMNS = select(MESSAGE_COLUMNS);

/**
 * Gives a locked message of a locked conversation the next number of its members' history: it becomes visible to them
 * now. Without a history it stays as it is. No event: no DTO contains the number.
 */
export async function enterHistory(
  tx: Tx,
  { id, lastHistoryNumber }: ConversationRow,
  message: MessageRow,
): Promise<MessageRow> {
  if (lastHistoryNumber === null || message.historyNumber !== null) return message;
  const historyNumber = lastHistoryNumber + 1;
  await tx.query(
    `with entered as (
       update message set history_number = $4 where account_id = $1 and id = $3)
     update conversation set last_history_number = $4 where account_id = $1 and id = $2`,
    [tx.caller.accountId, id, message.id, historyNumber],
  );
  return { ...message, historyNumber };
}

/**
 * Gives a locked conversation without members' history one: what its customer sees is numbered in order, and what is in its undo
 * window when that ends. Returns the conversation with the last number. No event: no DTO contains the numbers. The caller
 * has locked the messages whose ticks may rise.
 */
export async function beginHistory(tx: Tx, before: ConversationRow): Promise<ConversationRow> {
  const { count } = one(await tx.query<{ count: number }>(NUMBER_ALL, [tx.caller.accountId, before.id]));
  return updateConversation(tx, before, { lastHistoryNumber: count });
}

const NUMBER_ALL = statement(`
  with numbered as (
    select id, row_number() over (order by number) as history_number from message m
     where account_id = $1 and conversation_id = $2 and kind in ('message', 'system') and withdrawn_at is null
       and not exists (select 1 from message_hold h where h.account_id = m.account_id and h.message_id = m.id)),
  entered as (
    update message m set history_number = n.history_number from numbered n
     where m.account_id = $1 and m.id = n.id returning m.id)
  select count(*) as count from entered`);

/** Numbers of a history: those from `from` to `to`, both included, in ascending or descending order. */
export type HistoryRange = { from: number; to: number; limit: number; direction: "asc" | "desc" };

/** The messages of a conversation's history by number. Index: message_history. */
export const listHistoryRows = (
  db: Db,
  { accountId, conversationId, from, to, limit, direction }: HistoryRange & HistoryPlace,
): Promise<MessageRow[]> =>
  db.query<MessageRow>(PAGE[direction], [accountId, conversationId, from, to, limit]);

type HistoryPlace = { accountId: number; conversationId: number };

const pageIn = (direction: "asc" | "desc") =>
  statement(
    `select ${COLUMNS} from message
      where account_id = $1 and conversation_id = $2 and history_number between $3 and $4
      order by history_number ${direction} limit $5`,
  );

const PAGE = { asc: pageIn("asc"), desc: pageIn("desc") };

/**
 * Locks, in ascending order of id, the messages of agents in a history up to a number that are not read yet. Index:
 * message_unread_out.
 */
export const lockUnreadUpTo = (
  tx: Tx,
  { conversationId, upTo }: { conversationId: number; upTo: number },
): Promise<MessageRow[]> =>
  tx.query<MessageRow>(
    `select ${COLUMNS} from message
      where account_id = $1 and conversation_id = $2 and direction = 'out' and kind = 'message'
        and status in ('pending', 'sent', 'failed', 'delivered') and history_number <= $3
      order by id for no key update`,
    [tx.caller.accountId, conversationId, upTo],
  );
