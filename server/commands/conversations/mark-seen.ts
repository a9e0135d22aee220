import { lockLive } from "@/server/commands/conversations/_steps/lock-conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import {
  countUnread,
  findLastOfCustomer,
  lowerSeen,
  moveSeen,
  raiseSeen,
} from "@/server/store/conversations/seen";
import type { Tx } from "@/server/store/events/tx";
import { markNotificationsRead } from "@/server/store/members/notifications";

/** `number`: the greatest message number on the agent's screen. */
export type MarkSeen = { conversation: ConversationRef; number: number };

/**
 * Marks a conversation as seen up to a message, and its notifications as read. Seen marks only rise; `markUnread`
 * lowers them.
 */
export async function markSeen(tx: Tx, input: MarkSeen): Promise<ConversationRow> {
  const before = await lockLive(tx, input.conversation);
  const { userId } = tx.caller;
  if (userId === null) return before;

  const number = Math.min(input.number, before.lastNumber);
  await raiseSeen(tx, before, { userId, number });
  await markNotificationsRead(tx, userId, { conversationId: before.id, number });
  const agentSeenNumber = Math.max(before.agentSeenNumber, number);
  const unreadCount = await countUnread(tx, { ...before, agentSeenNumber });
  if (agentSeenNumber === before.agentSeenNumber && unreadCount === before.unreadCount) return before;
  return saveConversation(tx, before, { agentSeenNumber, unreadCount }, { type: "conversation.seen" });
}

/** `from`: the number of the first unread message; absent = the customer's last one, else the last one. */
type MarkUnread = { conversation: ConversationRef; from?: number };

/**
 * Marks a conversation as unread for the caller, and for nobody else: the assignee's count changes only if the caller is the
 * assignee, that of an unassigned conversation only if no other agent has seen as much.
 */
export async function markUnread(tx: Tx, { conversation, from }: MarkUnread): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const { userId } = tx.caller;
  const first = Math.min(
    from ?? (await findLastOfCustomer(tx, before)) ?? before.lastNumber,
    before.lastNumber,
  );
  if (userId === null || first < 1) return before;
  const agentSeenNumber = await moveSeen(tx, before, { userId, from: first });
  return saveSeen(tx, before, Math.min(before.agentSeenNumber, agentSeenNumber));
}

/**
 * Marks a conversation as unread from the customer's last message on, for the caller and the assignee, as Chatwoot does.
 * Without a message of the customer nothing changes.
 */
export async function markUnreadForAll(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const last = await findLastOfCustomer(tx, before);
  if (last === null) return before;

  const userIds = [tx.caller.userId, before.assigneeId].filter((id) => id !== null);
  await lowerSeen(tx, before, { userIds, from: last });
  return saveSeen(tx, before, Math.min(before.agentSeenNumber, last - 1));
}

async function saveSeen(tx: Tx, before: ConversationRow, agentSeenNumber: number): Promise<ConversationRow> {
  const unreadCount = await countUnread(tx, { ...before, agentSeenNumber });
  if (agentSeenNumber === before.agentSeenNumber && unreadCount === before.unreadCount) return before;
  return saveConversation(tx, before, { agentSeenNumber, unreadCount }, { type: "conversation.seen" });
}
