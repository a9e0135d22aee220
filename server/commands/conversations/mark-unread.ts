import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import { countUnread, findLastOfCustomer, lowerSeen } from "@/server/store/conversations/seen";
import type { Tx } from "@/server/store/events/tx";
import { lockLive } from "./_steps/lock-live";

/**
 * Marks a conversation as unread from the customer's last message on, for the caller and the assignee: the only change that
 * lowers a seen mark. Without a message of the customer nothing changes.
 */
export async function markUnread(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const last = await findLastOfCustomer(tx, before);
  if (last === null) return before;

  const number = last - 1;
  const userIds = [tx.caller.userId, before.assigneeId].filter((id) => id !== null);
  await lowerSeen(tx, { conversationId: before.id, userIds, number });
  const agentSeenNumber = Math.min(before.agentSeenNumber, number);
  const unreadCount = await countUnread(tx, { ...before, agentSeenNumber });
  if (agentSeenNumber === before.agentSeenNumber && unreadCount === before.unreadCount) return before;
  return saveConversation(tx, before, { agentSeenNumber, unreadCount }, { type: "conversation.seen" });
}
