import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { type ConversationRef, saveConversation } from "./conversations";
import { countIncomingFrom } from "./seen";

const STANDS = "deleted_at is null and withdrawn_at is null";

type ShownMessage = { id: number; number: number; stands: boolean };

/**
 * The message or note that a list shows without this one: the newest other that stands, neither deleted nor withdrawn, else
 * the newest of all; null = there is no other. Hold the conversation's lock. Index: message_number, newest first.
 */
export async function findShownWithout(
  tx: Tx,
  { conversationId, messageId }: Extract<ConversationRef, { conversationId: number }> & { messageId: number },
): Promise<ShownMessage | null> {
  const find = async (condition: string) => {
    const [row] = await tx.query<ShownMessage>(
      `select id, number, ${STANDS} as stands from message
        where account_id = $1 and conversation_id = $2 and id <> $3 and kind in ('message', 'note') and ${condition}
        order by number desc limit 1`,
      [tx.caller.accountId, conversationId, messageId],
    );
    return row ?? null;
  };
  return (await find(STANDS)) ?? find("true");
}

type Shown = Pick<ConversationRow, "lastMessageId" | "answeredCount" | "waitingSince">;

/**
 * Saves what a locked conversation derives from its messages after one was deleted, restored or withdrawn: the message that a
 * list shows, and whether the customer waits. `waitedSince`: since when they waited before the message. `cause`: null = none.
 */
export async function saveStanding(
  tx: Tx,
  conversation: ConversationRow,
  { cause, ...around }: Around & { cause: ConversationRow["cause"] | null },
): Promise<ConversationRow> {
  const shown = await readShown(tx, conversation, around);
  const isSame =
    shown.lastMessageId === conversation.lastMessageId &&
    shown.answeredCount === conversation.answeredCount &&
    shown.waitingSince?.getTime() === conversation.waitingSince?.getTime();
  return isSame
    ? conversation
    : saveConversation(tx, conversation, shown, { type: "conversation.updated", ...(cause && { cause }) });
}

type Around = { message: MessageRow; waitedSince?: Date | null };

async function readShown(tx: Tx, conversation: ConversationRow, around: Around): Promise<Shown> {
  const { message } = around;
  const { id, status, waitingSince, answeredCount } = conversation;
  const other = await findShownWithout(tx, { conversationId: id, messageId: message.id });
  const lastMessageId = other && showsOther(message, other) ? other.id : message.id;
  if (message.kind !== "message") return { lastMessageId, answeredCount, waitingSince };
  const answer = await findLastAnswer(tx, id);
  const unanswered = await countIncomingFrom(tx, conversation, answer + 1);
  return {
    lastMessageId,
    answeredCount: Math.max(0, conversation.incomingCount - unanswered),
    waitingSince:
      status === "resolved" ? waitingSince : await findWaiting(tx, conversation, { answer, ...around }),
  };
}

/** Whether a list shows the other one: it stands and this one does not, or both do or do not and it is newer. */
function showsOther(message: MessageRow, other: ShownMessage): boolean {
  const stands = message.deletedAt === null && message.withdrawnAt === null;
  return other.stands === stands ? other.number > message.number : other.stands;
}

/** The number of the last public answer that stands; 0 = none. */
async function findLastAnswer(tx: Tx, conversationId: number): Promise<number> {
  const [row] = await tx.query<{ number: number }>(
    `select number from message
      where account_id = $1 and conversation_id = $2 and kind = 'message' and direction = 'out' and ${STANDS}
      order by number desc limit 1`,
    [tx.caller.accountId, conversationId],
  );
  return row?.number ?? 0;
}

/**
 * Since when the customer waits: their first message after the last answer. One that did not wait before begins with what
 * came after the conversation was resolved last. Index: message_number, transition_conversation.
 */
async function findWaiting(
  tx: Tx,
  conversation: ConversationRow,
  { answer, message, waitedSince = null }: Around & { answer: number },
): Promise<Date | null> {
  const waitingSince = conversation.waitingSince ?? waitedSince;
  const floor = waitingSince && message.createdAt < waitingSince ? message.createdAt : waitingSince;
  const [row] = await tx.query<{ at: Date | null }>(
    `select min(created_at) as at from message
      where account_id = $1 and conversation_id = $2 and number > $3 and kind = 'message' and direction = 'in'
        and ${STANDS}
        and case when $4::timestamptz is not null then created_at >= $4
                 else created_at > coalesce((select max(t.at) from transition t
                   where t.account_id = $1 and t.conversation_id = $2 and t.to_status = 'resolved'), '-infinity') end`,
    [tx.caller.accountId, conversation.id, answer, floor],
  );
  return row?.at ?? null;
}
