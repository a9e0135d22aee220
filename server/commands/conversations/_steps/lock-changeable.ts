import { Refusal } from "@/server/contract/_shared/refusal";
import { type Change, whyNotChanged } from "@/server/domain/message/edit";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { channelOf } from "@/server/store/inboxes/inbox-facts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";

/** Locks a message that the caller may see, after its conversation. Refuses one in the trash. */
export async function lockMessageToChange(tx: Tx, messageId: number): Promise<{ message: MessageRow }> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const [message] = await lockMessages(tx, [messageId]);
  if (!message) throw new Refusal("message.not_found");
  return { message };
}

/** Whether the caller wrote the message. */
export const isWriter = (tx: Tx, { senderType, senderId }: MessageRow): boolean =>
  senderType === tx.caller.actor.type && senderId === tx.caller.actor.id;

/** Locks a message that the caller may change in this way. Refuses every other. */
export async function lockChangeable(tx: Tx, change: Change, messageId: number): Promise<MessageRow> {
  const { message } = await lockMessageToChange(tx, messageId);
  const channel = await channelOf(tx, message.inboxId);
  const isIntegrator = tx.caller.tokenId !== null;
  const situation = { isWriter: isWriter(tx, message), isIntegrator, channel, now: tx.now };
  const why = whyNotChanged(change, message, situation);
  if (why) throw new Refusal(why);
  return message;
}
