import { lockWriter, requireMember } from "@/server/commands/messages/_steps/arrival";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { afterReaction } from "@/server/domain/message/reaction";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { existingInboxes } from "@/server/store/inboxes/inbox-facts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { findBySourceId, saveReactions } from "@/server/store/messages/reactions";

export type RecordReaction = {
  /** The message, by our id or by its provider's. */
  message: { id: number } | { inboxId: number; sourceId: string };
  /** Null removes the reaction. */
  emoji: string | null;
  /** When the customer reacted; absent = now. */
  at?: Date | undefined;
  /** The member of a group who reacted; absent = the conversation's contact. */
  fromContactId?: number | undefined;
};

/**
 * Records a customer's reaction to a message, which is no message of its own: the conversation stays as it is, also in the trash. An
 * older report than the last one of this customer, a repeated one, and one about a deleted message change nothing. Null: nobody
 * knows the message under its provider's id.
 */
export async function recordReaction(
  tx: Tx,
  { message: named, emoji, at = tx.now, fromContactId }: RecordReaction,
): Promise<MessageRow | null> {
  const messageId = "id" in named ? named.id : await findInInbox(tx, named);
  if (messageId === null) return null;
  const by = await lockReactor(tx, messageId, fromContactId);
  const [message] = await lockMessages(tx, [messageId]);
  if (message?.kind !== "message") throw new Refusal("message.not_found");
  if (message.deletedAt !== null || message.withdrawnAt !== null) return message;
  const reactions = afterReaction(message.reactions ?? [], { emoji, by, at });
  return reactions ? saveReactions(tx, message, reactions) : message;
}

async function findInInbox(tx: Tx, named: { inboxId: number; sourceId: string }): Promise<number | null> {
  if (!maySee(tx.caller, named)) throw new Refusal("inbox.not_found");
  const messageId = await findBySourceId(tx, named);
  if (messageId === null && !(await existingInboxes(tx, [named.inboxId])).has(named.inboxId))
    throw new Refusal("inbox.not_found");
  return messageId;
}

/** Locks the conversation's contact, who reacted, and the conversation. A member of a group is named by the id alone: groups outlive members. */
async function lockReactor(tx: Tx, messageId: number, fromContactId: number | undefined) {
  const conversationId = await findConversationOf(tx, messageId);
  const place = conversationId === null ? null : await findConversationPlace(tx, { conversationId });
  if (!place) throw new Refusal("message.not_found");
  const { contact, writer } = await lockWriter(tx, place.contactId, fromContactId);
  const conversation = contact && (await lockConversation(tx, { conversationId: place.id }));
  if (!conversation) throw new Refusal("message.not_found");
  await requireMember(tx, conversation, { contact, writer });
  return { type: "contact" as const, id: writer.id, name: contact.isGroup ? null : writer.name };
}
