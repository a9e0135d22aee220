import { requireInbox } from "@/server/commands/contacts/_steps/insert-linked";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  findContactId,
  findNewestConversation,
  lockSourceId,
} from "@/server/store/contacts/contact-identities";
import { lockContact } from "@/server/store/contacts/contacts";
import { drawDisplayIdsAhead } from "@/server/store/conversations/display-ids";
import { drawEach } from "@/server/store/events/drawn-ids";
import type { Tx } from "@/server/store/events/tx";
import { receiveFirst } from "./_steps/receive-first";
import { type ReceivedMessage, type ReceiveMessage, receiveMessage } from "./receive-message";

export type ReceiveFrom = Omit<ReceiveMessage, "conversation"> & {
  inboxId: number;
  /** The customer's id in the inbox's channel, and the fields of a new contact. */
  from: {
    sourceId: string;
    name?: string;
    email?: string | null;
    phone?: string | null;
    /** A contact who has the email or the phone already is the customer. */
    orExisting?: boolean;
  };
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
  // In this order on one connection: the contact is looked up under the lock.
  const [, known] = await Promise.all([
    lockSourceId(tx, { inboxId, sourceId }),
    findContactId(tx, { inboxId, sourceId }),
  ]);
  if (known === null) {
    const [inbox] = await Promise.all([
      requireInbox(tx, inboxId),
      drawEach(tx, 1),
      drawDisplayIdsAhead(tx, 1),
    ]);
    return receiveFirst(tx, inbox, {
      customer: { ...called, name: called.name ?? sourceId, sourceId, isNew: true },
      message,
    });
  }
  const conversationId = await findOrCreate(tx, { inboxId, sourceId, contactId: known });
  return receiveMessage(tx, { ...message, conversation: { conversationId } });
}

async function findOrCreate(
  tx: Tx,
  { inboxId, sourceId, contactId: known }: { inboxId: number; sourceId: string; contactId: number },
): Promise<number> {
  // In this order on one connection: the conversation is looked up under the lock.
  const [contact, newest] = await Promise.all([
    lockContact(tx, known),
    findNewestConversation(tx, { contactId: known, inboxId, sourceId }),
  ]);
  const contactId = contact?.id ?? known;
  const found =
    contactId === known ? newest : await findNewestConversation(tx, { contactId, inboxId, sourceId });
  if (found !== null) return found;
  return (await createConversation(tx, { inboxId, contactId, sourceId, startedBy: "other" })).conversation.id;
}
