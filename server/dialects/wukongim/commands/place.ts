import { Refusal } from "@/server/contract/_shared/refusal";
import { putPlace } from "@/server/dialects/wukongim/store/places";
import { findContact } from "@/server/store/contacts/contacts";
import { shareConversation } from "@/server/store/conversations/conversation-places";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

export type SetPlace = {
  conversation: ConversationRef;
  contactId: number;
  /** Whom the user sees on the other side of a conversation with the account. */
  peerUid?: string;
  /** Not listed until the history has a greater number; null = listed. */
  hiddenNumber?: number | null;
  /** The unread count, with the number at which the history ends; null = as the history says. */
  unread?: { count: number; atNumber: number } | null;
};

/** Saves how a WuKongIM user's client shows a conversation. No event: only that client sees it. */
export async function setPlace(
  tx: Tx,
  { conversation, contactId, peerUid, hiddenNumber, unread }: SetPlace,
): Promise<void> {
  const found = await shareConversation(tx, conversation);
  if (!found) throw new Refusal("conversation.not_found");
  if (!(await findContact(tx, tx.caller.accountId, contactId))) throw new Refusal("contact.not_found");
  await putPlace(
    tx,
    { contactId, conversationId: found.id },
    {
      ...(peerUid !== undefined && { peerUid }),
      ...(hiddenNumber !== undefined && { hiddenNumber }),
      ...(unread !== undefined && {
        unreadSet: unread?.count ?? null,
        unreadAtNumber: unread?.atNumber ?? null,
      }),
    },
  );
}
