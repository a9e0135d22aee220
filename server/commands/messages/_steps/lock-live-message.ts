import { Refusal } from "@/server/contract/_shared/refusal";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";

/** Locks a message after its conversation, which must not be in the trash. */
export async function lockLiveMessage(tx: Tx, messageId: number): Promise<MessageRow> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const [message] = await lockMessages(tx, [messageId]);
  if (!message) throw new Refusal("message.not_found");
  return message;
}
