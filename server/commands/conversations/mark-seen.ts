import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import { countUnread, raiseSeen } from "@/server/store/conversations/seen";
import type { Tx } from "@/server/store/events/tx";
import { markNotificationsRead } from "@/server/store/members/notifications";
import { lockLive } from "./_steps/lock-live";

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
