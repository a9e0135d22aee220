import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  findContactId,
  findNewestConversation,
  lockSourceId,
} from "@/server/store/contacts/contact-identities";
import { lockContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { type ReceivedMessage, type ReceiveMessage, receiveMessage } from "./receive-message";

export type ReceiveFrom = Omit<ReceiveMessage, "conversation"> & {
  inboxId: number;
  /** The customer's id in the inbox's channel, and the fields of a new contact. */
  from: { sourceId: string; name?: string; email?: string | null; phone?: string | null };
};

/**
 * Receives a message from a customer by their source id. Creates contact and conversation if they are missing. The
 * inbox's policy decides as for `receiveMessage`.
 */
export async function receiveFrom(
  tx: Tx,
  { inboxId, from, ...message }: ReceiveFrom,
): Promise<ReceivedMessage> {
  const { sourceId, ...called } = from;
  if (!maySee(tx.caller, { inboxId })) throw new Refusal("inbox.not_found");
  await lockSourceId(tx, { inboxId, sourceId });
  const known =
    (await findContactId(tx, { inboxId, sourceId })) ??
    (await createContact(tx, { ...called, name: called.name ?? sourceId, inboxId, sourceId })).contact.id;
  const contactId = (await lockContact(tx, known))?.id ?? known;
  const conversationId =
    (await findNewestConversation(tx, { contactId, inboxId })) ??
    (await createConversation(tx, { inboxId, contactId, sourceId, startedBy: "other" })).conversation.id;
  return receiveMessage(tx, { ...message, conversation: { conversationId } });
}
