import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

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
