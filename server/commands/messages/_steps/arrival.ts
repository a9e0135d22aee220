import { contactFacts } from "@/server/commands/conversations/_steps/begin-conversation";
import { keepsOneConversation } from "@/server/domain/inbox/channel";
import { type Situation, SPAM } from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ContactRow } from "@/server/store/contacts/contacts";
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
export const situationOf = ({ conversation, inbox, contact, writer }: Arrival): Situation => ({
  kind: "customerMessage",
  contact: contactFacts({ ...contact, isBlocked: contact.isBlocked || writer.isBlocked }, inbox),
  isSpam: conversation.labels.includes(SPAM),
  status: conversation.status,
  lifecycle: conversation.lifecycle,
  ...(conversation.lastHistoryNumber !== null || keepsOneConversation(inbox)
    ? { hasMembers: true as const }
    : {}),
});
