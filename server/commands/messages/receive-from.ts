import {
  type CreateContact,
  insertLinked,
  requireInbox,
} from "@/server/commands/contacts/_steps/insert-linked";
import { startConversation } from "@/server/commands/conversations/_steps/begin-conversation";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  findContactId,
  findNewestConversation,
  lockSourceId,
} from "@/server/store/contacts/contact-identities";
import { lockContact } from "@/server/store/contacts/contacts";
import { drawDisplayIdAhead } from "@/server/store/conversations/display-ids";
import { drawEach } from "@/server/store/events/drawn-ids";
import type { Tx } from "@/server/store/events/tx";
import { type ReceivedMessage, type ReceiveMessage, receiveInto, receiveMessage } from "./receive-message";

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
  // In this order on one connection: the contact is looked up under the lock.
  const [, known] = await Promise.all([
    lockSourceId(tx, { inboxId, sourceId }),
    findContactId(tx, { inboxId, sourceId }),
  ]);
  if (known === null)
    return receiveFirst(tx, inboxId, { ...called, name: called.name ?? sourceId, sourceId }, message);
  const conversationId = await findOrCreate(tx, { inboxId, sourceId, contactId: known });
  return receiveMessage(tx, { ...message, conversation: { conversationId } });
}

/** The first message of a customer whom nobody knows: nothing of what it needs is read back. */
async function receiveFirst(
  tx: Tx,
  inboxId: number,
  fields: CreateContact & { sourceId: string },
  message: Omit<ReceiveMessage, "conversation">,
): Promise<ReceivedMessage> {
  const [inbox] = await Promise.all([requireInbox(tx, inboxId), drawEach(tx), drawDisplayIdAhead(tx)]);
  const { contact, link } = await insertLinked(tx, inbox, fields);
  if (!link) throw new Error("a contact of an inbox has a link to it");
  const conversation = await startConversation(tx, {
    inbox,
    contact,
    contactInboxId: link.id,
    startedBy: "other",
    requested: null,
    snoozedUntil: null,
  });
  return receiveInto(tx, { conversation, inbox, contact, writer: contact, unresolved: null }, message);
}

async function findOrCreate(
  tx: Tx,
  { inboxId, sourceId, contactId: known }: { inboxId: number; sourceId: string; contactId: number },
): Promise<number> {
  const contactId = (await lockContact(tx, known))?.id ?? known;
  return (
    (await findNewestConversation(tx, { contactId, inboxId })) ??
    (await createConversation(tx, { inboxId, contactId, sourceId, startedBy: "other" })).conversation.id
  );
}
