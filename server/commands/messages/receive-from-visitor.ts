import { createConversation } from "@/server/commands/conversations/create-conversation";
import { maySee } from "@/server/contract/_shared/caller";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { lockContact } from "@/server/store/contacts/contacts";
import {
  findVisitor,
  findVisitorsNewest,
  findWrittenPlace,
  isVisitors,
  type VisitorLink,
} from "@/server/store/contacts/visitors";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { type ReceivedMessage, type ReceiveMessage, receiveMessage } from "./receive-message";

export type ReceiveFromVisitor = Pick<ReceiveMessage, "content" | "fileIds"> & {
  inboxId: number;
  /** The visitor's name in the inbox. */
  sourceId: string;
  clientId: string;
  /** Null: their newest one that is not resolved, or a new one. */
  conversationId: number | null;
  /** Of a conversation that the message begins. */
  customAttributes?: ConversationDto["customAttributes"];
};

/**
 * Receives a message of a website's visitor. A message that they have sent under the same `clientId`, in whatever conversation,
 * changes nothing: the answer is that one. Refuses one that was deleted permanently since, and a conversation that is not theirs as
 * not found. A blocked visitor without an unresolved conversation continues the newest: messages that nobody is to read begin no
 * conversations.
 */
export async function receiveFromVisitor(tx: Tx, input: ReceiveFromVisitor): Promise<ReceivedMessage> {
  const { inboxId, sourceId, clientId, content, fileIds } = input;
  if (!maySee(tx.caller, { inboxId })) throw new Refusal("inbox.not_found");
  const { visitor, isBlocked } = await lockVisitor(tx, { inboxId, sourceId });
  const written = await findWrittenPlace(tx, visitor, clientId);
  if (written === "purged") throw new Refusal("message.deleted", { field: "clientId" });
  const conversationId = written ?? (await placeOf(tx, visitor, { ...input, isBlocked }));
  return receiveMessage(tx, { conversation: { conversationId }, content, clientId, fileIds });
}

type Locked = { visitor: VisitorLink; isBlocked: boolean };

/** Locks the visitor's contact. A merge may have moved the link meanwhile. */
async function lockVisitor(tx: Tx, name: Pick<VisitorLink, "inboxId" | "sourceId">): Promise<Locked> {
  const found = await findVisitor(tx, tx.caller.accountId, name);
  const contact = found && (await lockContact(tx, found.contactId));
  if (!contact)
    throw new Refusal((await shareInbox(tx, name.inboxId)) ? "contact.not_found" : "inbox.not_found");
  return { visitor: { ...found, contactId: contact.id }, isBlocked: contact.isBlocked };
}

/** The conversation that a new message arrives in. */
async function placeOf(
  tx: Tx,
  visitor: VisitorLink,
  { conversationId, customAttributes = {}, isBlocked }: ReceiveFromVisitor & Pick<Locked, "isBlocked">,
): Promise<number> {
  if (conversationId !== null) {
    if (await isVisitors(tx, visitor, conversationId)) return conversationId;
    throw new Refusal("conversation.not_found", { field: "conversationId" });
  }
  const newest = await findVisitorsNewest(tx, visitor, { orResolved: isBlocked });
  if (newest !== null) return newest;
  const { inboxId, contactId, sourceId } = visitor;
  const created = await createConversation(tx, {
    inboxId,
    contactId,
    sourceId,
    startedBy: "other",
    customAttributes,
  });
  return created.conversation.id;
}
