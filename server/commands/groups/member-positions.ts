import { raiseTicks } from "@/server/commands/groups/_steps/raise-ticks";
import { Refusal } from "@/server/contract/_shared/refusal";
import { lockContact } from "@/server/store/contacts/contacts";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type ConversationMemberRow, findActiveMember } from "@/server/store/groups/conversation-members";
import { savePositions } from "@/server/store/groups/listed-members";

/** `upTo`: a number of the conversation's history; one beyond the last means the last. */
export type MemberPosition = { conversation: ConversationRef; contactId: number; upTo: number };

/**
 * A member has read the history up to a number: their position rises, and the messages of agents that all members have
 * read become read. A lower number changes nothing. Refuses contacts that are no members now.
 */
export const readByMember = (tx: Tx, input: MemberPosition): Promise<ConversationMemberRow> =>
  raisePosition(tx, input, (upTo) => ({ deliveredNumber: upTo, readNumber: upTo }));

/** The history was delivered to a member up to a number, as `readByMember`. */
export const deliveredToMember = (tx: Tx, input: MemberPosition): Promise<ConversationMemberRow> =>
  raisePosition(tx, input, (upTo) => ({ deliveredNumber: upTo, readNumber: 0 }));

async function raisePosition(
  tx: Tx,
  { conversation: ref, contactId, upTo }: MemberPosition,
  positionsAt: (upTo: number) => { deliveredNumber: number; readNumber: number },
): Promise<ConversationMemberRow> {
  const contact = await lockContact(tx, contactId);
  const conversation = await lockConversation(tx, ref);
  if (!conversation) throw new Refusal("conversation.not_found");
  const before =
    contact && (await findActiveMember(tx, { conversationId: conversation.id, contactId: contact.id }));
  if (!before) throw new Refusal("conversation_member.not_found", { field: "contactId" });
  const wanted = positionsAt(Math.min(upTo, conversation.lastHistoryNumber ?? 0));
  const isAhead = before.deliveredNumber >= wanted.deliveredNumber && before.readNumber >= wanted.readNumber;
  if (isAhead) return before;
  const after = await savePositions(tx, before, wanted);
  await raiseTicks(tx, conversation);
  return after;
}
