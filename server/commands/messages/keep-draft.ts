import { Refusal } from "@/server/contract/_shared/refusal";
import { shareConversation } from "@/server/store/conversations/conversation-places";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type DraftText, deleteDraft, putDraft } from "@/server/store/messages/drafts";

/** `draft: null` deletes it. */
export type KeepDraft = { conversation: ConversationRef; draft: DraftText | null };

/** Stores the caller's draft in a conversation. Only they see it, so there is no event. */
export async function keepDraft(tx: Tx, { conversation, draft }: KeepDraft): Promise<void> {
  const place = await shareConversation(tx, conversation);
  if (!place) throw new Refusal("conversation.not_found");
  const { accountId, userId } = tx.caller;
  if (userId === null) return;
  const of = { accountId, userId, conversationId: place.id };
  await (draft ? putDraft(tx, of, draft) : deleteDraft(tx, of));
}
