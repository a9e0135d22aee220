import { Refusal } from "@/server/contract/_shared/refusal";
import { type Change, leftAtOf, whyNotChanged } from "@/server/domain/message/content";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import { findShownWithout } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { channelOf } from "@/server/store/inboxes/inbox-facts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";

export type LockedMessage = { message: MessageRow; conversation: ConversationRow };

/**
 * Locks a message that the caller may see, after its conversation, and with the message that a list shows without it.
 * Refuses one in the trash.
 */
export async function lockMessageToChange(tx: Tx, messageId: number): Promise<LockedMessage> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const shown = await findShownWithout(tx, { conversationId: conversation.id, messageId });
  const locked = await lockMessages(tx, [messageId, ...(shown === null ? [] : [shown.id])]);
  const message = locked.find(({ id }) => id === messageId);
  if (!message) throw new Refusal("message.not_found");
  return { message, conversation };
}

/** Whether the caller wrote the message. */
export const isWriter = (tx: Tx, { senderType, senderId }: MessageRow): boolean =>
  senderType === tx.caller.actor.type && senderId === tx.caller.actor.id;

/** Locks a message that the caller may change in this way. Refuses every other. */
export async function lockChangeable(tx: Tx, change: Change, messageId: number): Promise<LockedMessage> {
  const { message, conversation } = await lockMessageToChange(tx, messageId);
  const channel = await channelOf(tx, message.inboxId);
  const isIntegrator = tx.caller.tokenId !== null;
  const isReported = tx.caller.role === "system";
  const situation = { isWriter: isWriter(tx, message), isIntegrator, isReported, channel, now: tx.now };
  const fileTypes = (message.attachments ?? []).map(({ contentType }) => contentType);
  const left = { leftAt: leftAtOf(message), fileTypes };
  const why = whyNotChanged(change, { ...message, ...left }, situation);
  if (why) throw new Refusal(why);
  return { message, conversation };
}

/** Locks a conversation. Refuses an unknown one, and one that the caller may not see. */
export async function lockExisting(tx: Tx, ref: ConversationRef): Promise<ConversationRow> {
  const conversation = await lockConversation(tx, ref);
  if (!conversation) throw new Refusal("conversation.not_found");
  return conversation;
}

/** The same. Also refuses one in the trash. */
export async function lockLive(tx: Tx, ref: ConversationRef): Promise<ConversationRow> {
  const conversation = await lockExisting(tx, ref);
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return conversation;
}
