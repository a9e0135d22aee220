import type { Command } from "@/server/commands/_run/run";
import { Refusal } from "@/server/contract/_shared/refusal";
import { shareConversation } from "@/server/store/conversations/conversation-places";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type DraftText, deleteDraft, putDraft } from "@/server/store/messages/drafts";
import type { SentMessage } from "./send-message";

/** `draft: null` deletes it. `seen`: fingerprints of the drafts that it replaces; absent = any. */
export type KeepDraft = {
  conversation: ConversationRef;
  draft: DraftText | null;
  seen?: readonly string[] | undefined;
};

/**
 * Stores the caller's draft in a conversation. Only they see it, so there is no event. Returns false if another draft is there, as
 * another browser of theirs has written it meanwhile: that one stays.
 */
export async function keepDraft(tx: Tx, { conversation, draft, seen }: KeepDraft): Promise<boolean> {
  const place = await shareConversation(tx, conversation);
  if (!place) throw new Refusal("conversation.not_found");
  const { accountId, userId } = tx.caller;
  if (userId === null) return false;
  const of = { accountId, userId, conversationId: place.id };
  if (draft) return putDraft(tx, of, { ...draft, seen });
  deleteDraft(tx, of, seen);
  return true;
}

/**
 * A command that writes a message, and then deletes its writer's draft in the conversation, if it is among those `seen`, by
 * fingerprint; absent = any.
 */
export const endingDraft =
  <I extends { conversation: ConversationRef }>(
    command: Command<I, SentMessage>,
    seen?: readonly string[],
  ): Command<I, SentMessage> =>
  async (tx, input) => {
    const sent = await command(tx, input);
    // A repeated request comes later: the draft may be of the next message.
    const { accountId, userId } = tx.caller;
    if (!sent.isRepeated && userId !== null)
      deleteDraft(tx, { accountId, userId, conversationId: sent.conversation.id }, seen);
    return sent;
  };
