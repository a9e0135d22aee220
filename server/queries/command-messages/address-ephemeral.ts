import { randomUUID } from "node:crypto";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EphemeralHead } from "@/server/contract/message/command-message";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Db } from "@/server/store/_postgres/db";
import { type Addressed, addressOf } from "@/server/store/command-messages/address";
import type { ConversationRef } from "@/server/store/conversations/conversations";

export type AddressEphemeral = Addressed & { conversation: ConversationRef; now: Date };

/**
 * Where an ephemeral message goes, after the caller's rights were checked; `announceEphemeral` then sends it. Nothing is
 * stored.
 * @throws Refusal `conversation.not_found`, `conversation.trashed`, `contact.not_found`.
 */
export async function addressEphemeral(
  db: Db,
  caller: Caller,
  { conversation: ref, now, ...addressed }: AddressEphemeral,
): Promise<EphemeralHead> {
  const { conversation } = await getConversation(db, caller, ref);
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const { id: conversationId, displayId, inboxId } = conversation;
  return {
    id: randomUUID(),
    conversationId,
    displayId,
    inboxId,
    ...(await addressOf(db, caller, conversationId, addressed)),
    sentAt: now.toISOString(),
  };
}
