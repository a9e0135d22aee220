import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { MessageEmail } from "@/server/contract/message/message-email";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";

/** A customer of the demo; created with their first conversation, found again later. */
export type CustomerPlan = {
  key: string;
  name: string;
  /** The form of address. */
  calledBy: string;
  email: string | null;
  phone: string | null;
  isBlocked?: boolean;
};

export type Arrival = {
  inboxId: number;
  customer: CustomerPlan;
  contactIds: Map<string, number>;
  startedBy: "agent" | "other";
  text: string;
  /** The status that the integrator requests. */
  status?: ConversationStatus;
  labels?: string[];
  /** The header of its mail. */
  email?: MessageEmail;
  customAttributes?: ConversationRow["customAttributes"];
};

/** Begins a conversation: contact, conversation and message in one operation, as a channel does it. */
export async function begin(
  tx: Tx,
  { customer, contactIds, text, startedBy, email, ...fields }: Arrival,
): Promise<{ conversation: ConversationRow; sent: { id: number } | null }> {
  const contactId = contactIds.get(customer.key) ?? (await introduce(tx, customer));
  contactIds.set(customer.key, contactId);
  const started = await createConversation(tx, {
    ...fields,
    contactId,
    startedBy,
    ...(startedBy === "agent" ? { message: { content: text } } : {}),
  });
  if (startedBy === "agent") return { conversation: started.conversation, sent: started.message };
  const conversation = { conversationId: started.conversation.id };
  return {
    conversation: (await receiveMessage(tx, { conversation, content: text, email })).conversation,
    sent: null,
  };
}

async function introduce(tx: Tx, customer: CustomerPlan): Promise<number> {
  const { name, email, phone, isBlocked = false } = customer;
  return (await createContact(tx, { name, email, phone, isBlocked })).contact.id;
}
