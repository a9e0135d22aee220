import { contactFacts } from "@/server/commands/conversations/_steps/begin-conversation";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { keepsOneConversation } from "@/server/domain/inbox/channel";
import { type Situation, SPAM } from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ContactRow, lockContact, lockContacts } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { findActiveMember } from "@/server/store/groups/conversation-members";
import type { InboxRow } from "@/server/store/inboxes/inboxes";

/** Where a customer's message arrives; all of it is locked, the inbox shared. */
export type Arrival = {
  conversation: ConversationRow;
  inbox: InboxRow;
  contact: ContactRow;
  /** Who wrote it: a member of the conversation, or its contact. */
  writer: ContactRow;
};

/** The policy's input about a customer's message. One of a blocked member is a blocked contact's. */
export const situationOf = (
  { conversation, inbox, contact, writer }: Arrival,
  email?: MessageDto["email"],
): Situation => ({
  kind: "customerMessage",
  contact: contactFacts({ ...contact, isBlocked: contact.isBlocked || writer.isBlocked }, inbox),
  isSpam: conversation.labels.includes(SPAM),
  status: conversation.status,
  lifecycle: conversation.lifecycle,
  ...automaticOf(email),
  ...(conversation.lastHistoryNumber !== null || keepsOneConversation(inbox)
    ? { hasMembers: true as const }
    : {}),
});

/** Whether a program wrote a mail, as the policy needs it. */
export const automaticOf = (email: MessageDto["email"]): Pick<Situation, "automatic"> =>
  email?.isAutoReply ? { automatic: "answer" } : email?.isList ? { automatic: "list" } : {};

type Writer = { contact: ContactRow; writer: ContactRow };

/**
 * Locks a conversation's contact and who wrote to it, ascending; without a writer it is the contact. Refuses an unknown
 * writer as no member.
 */
export async function lockWriter(
  tx: Tx,
  contactId: number,
  writerId: number | undefined,
): Promise<Writer | { contact: null; writer: null }> {
  if (writerId === undefined || writerId === contactId) {
    const contact = await lockContact(tx, contactId);
    return contact ? { contact, writer: contact } : { contact: null, writer: null };
  }
  const locked = await lockContacts(tx, [contactId, writerId]);
  const [contact, writer] = await Promise.all([
    survivorOf(tx, locked, contactId),
    survivorOf(tx, locked, writerId),
  ]);
  if (!contact) return { contact: null, writer: null };
  if (!writer) throw new Refusal("conversation_member.not_found", { field: "fromContactId" });
  return { contact, writer };
}

async function survivorOf(tx: Tx, locked: readonly ContactRow[], id: number): Promise<ContactRow | null> {
  const row = locked.find((one) => one.id === id);
  return row?.mergedIntoId ? lockContact(tx, row.mergedIntoId) : (row ?? null);
}

/** Refuses a writer who is neither the contact of a locked conversation nor a member of it now. */
export async function requireMember(
  tx: Tx,
  { id: conversationId }: ConversationRow,
  { contact, writer }: Writer,
): Promise<void> {
  if (writer.id === contact.id) return;
  if (!(await findActiveMember(tx, { conversationId, contactId: writer.id })))
    throw new Refusal("conversation_member.not_found", { field: "fromContactId" });
}
