import type { Command } from "@/server/commands/_run/run";
import { Refusal } from "@/server/contract/_shared/refusal";
import { shareConversation } from "@/server/store/conversations/conversation-places";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type DraftText, deleteDraft, putDraft } from "@/server/store/messages/drafts";
import type { SentMessage } from "./send-message";

/** `draft: null` deletes it. */
export type KeepDraft = { conversation: ConversationRef; draft: DraftText | null };

/** Stores the caller's draft in a conversation. Only they see it, so there is no event. */
export async function keepDraft(tx: Tx, { conversation, draft }: KeepDraft): Promise<void> {
  const place = await shareConversation(tx, conversation);
  if (!place) throw new Refusal("conversation.not_found");
  const { accountId, userId } = tx.caller;
  if (userId === null) return;
  const of = { accountId, userId, conversationId: place.id };
  if (draft) await putDraft(tx, of, draft);
  else deleteDraft(tx, of);
}

/** A command that writes a message, and then deletes its writer's draft in the conversation. */
export const endingDraft =
  <I extends { conversation: ConversationRef }>(command: Command<I, SentMessage>): Command<I, SentMessage> =>
  async (tx, input) => {
    const sent = await command(tx, input);
    // A repeated request comes later: the draft may be of the next message.
    const { accountId, userId } = tx.caller;
    if (!sent.isRepeated && userId !== null)
      deleteDraft(tx, { accountId, userId, conversationId: sent.conversation.id });
    return sent;
  };
