import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ContactRow } from "@/server/store/contacts/contacts";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockPeople } from "./lock-people";

export type LockedGroup = {
  conversation: ConversationRow;
  /** The given contacts, by the ids that they were given by. */
  people: ReadonlyMap<number, ContactRow>;
};

/**
 * Locks a group's contact with others, then its conversation: its members change under that lock only. Refuses
 * conversations that are no groups, and groups in the trash.
 */
export async function lockGroup(
  tx: Tx,
  { conversation: ref, contactIds }: { conversation: ConversationRef; contactIds: readonly number[] },
): Promise<LockedGroup> {
  const place = await findConversationPlace(tx, ref);
  if (!place) throw new Refusal("conversation.not_found");
  const people = await lockPeople(tx, [place.contactId, ...contactIds]);
  const conversation = await lockConversation(tx, { conversationId: place.id });
  if (!conversation) throw new Refusal("conversation.not_found");
  if (!people.get(place.contactId)?.isGroup) throw new Refusal("conversation.no_group");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return { conversation, people };
}
