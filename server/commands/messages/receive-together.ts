import { type Arrival, situationOf } from "@/server/commands/messages/_steps/arrival";
import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { decideStatus, dependsOnPolicy, type Policy } from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { type ContactRow, lockContacts, toContactDto } from "@/server/store/contacts/contacts";
import { lockConversations } from "@/server/store/conversations/conversations";
import { runBatch } from "@/server/store/events/batch/run-batch";
import { drawIds } from "@/server/store/events/drawn-ids";
import type { Tx } from "@/server/store/events/tx";
import { listMembersAmong } from "@/server/store/groups/conversation-members";
import { type InboxRow, policyOf, shareInbox } from "@/server/store/inboxes/inboxes";
import { appendMessage } from "@/server/store/messages/messages";
import { findTakenClientIds } from "@/server/store/messages/repeated";

/** A customer's text for a conversation that was found, without a lock. */
export type FoundArrival = {
  /** Whose request it is. The transaction's caller may be another one. */
  caller: Caller;
  /** Of that request; absent = the transaction's. */
  operationId?: string;
  conversationId: number;
  /** The conversation's contact. */
  contactId: number;
  /** The member of the conversation, or its contact, who wrote it. */
  fromContactId: number;
  content: string;
  clientId: string | null;
  countsUnread: boolean;
};

type Locked = {
  inbox: InboxRow;
  contacts: ReadonlyMap<number, ContactRow>;
  /** As they are after the messages before. */
  conversations: Map<number, ConversationRow>;
  isMember: (conversationId: number, contactId: number) => boolean;
  /** Of each conversation, the client ids that a message has. */
  hasClientId: (conversationId: number, clientId: string) => boolean;
};

/**
 * Receives customers' messages of one inbox in one transaction, with one statement for each table whatever their number.
 * Null stands for a message that needs more than to be appended: a change of status, another conversation, the answer to
 * a repeated request, a refusal. Nothing of it is written, and `receiveMessage` decides about it. Refuses an inbox that a
 * caller may not see.
 */
export async function receiveTogether(
  tx: Tx,
  { inboxId, arrivals }: { inboxId: number; arrivals: readonly FoundArrival[] },
): Promise<(MessageRow | null)[]> {
  const isSeen = arrivals.every(({ caller }) => maySee(caller, { inboxId }));
  const locked = isSeen ? await lockAll(tx, inboxId, arrivals) : null;
  if (!locked) throw new Refusal("inbox.not_found");
  const policy = policyOf(locked.inbox);
  return runBatch(tx, 0, async () => {
    const received: (MessageRow | null)[] = [];
    const given = new Set<string>();
    for (const arrival of arrivals) {
      const key = `${arrival.conversationId} ${arrival.clientId}`;
      const place = given.has(key) ? null : placeOf(locked, arrival);
      const isPlain = place !== null && isAppendOnly(place, policy) && arrival.content !== "";
      received.push(isPlain ? await append(tx, locked, { place, arrival }) : null);
      if (isPlain && arrival.clientId !== null) given.add(key);
    }
    return received;
  });
}

/**
 * Locks contacts, inbox and conversations, in this order and each ascending, and draws the ids of the messages, in one round trip.
 * Null for an unknown inbox.
 */
async function lockAll(tx: Tx, inboxId: number, arrivals: readonly FoundArrival[]): Promise<Locked | null> {
  const contactIds = ascending(
    arrivals.flatMap(({ contactId, fromContactId }) => [contactId, fromContactId]),
  );
  const conversationIds = ascending(arrivals.map(({ conversationId }) => conversationId));
  const [contacts, inbox, conversations, members, hasClientId] = await Promise.all([
    lockContacts(tx, contactIds),
    shareInbox(tx, inboxId),
    lockConversations(tx, conversationIds),
    listMembersAmong(tx, tx.caller.accountId, { conversationIds, contactIds }),
    findTakenClientIds(tx, arrivals),
    drawIds(tx, "message", arrivals.length),
  ]);
  if (!inbox) return null;
  return {
    inbox,
    contacts: new Map(contacts.map((row) => [row.id, row])),
    conversations: new Map(conversations.map((row) => [row.id, row])),
    isMember: (conversationId, contactId) =>
      members.some((one) => one.conversationId === conversationId && one.contactId === contactId),
    hasClientId,
  };
}

const ascending = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b);

/** Where a message arrives; null unless everything is as it was found, and the message is new. */
function placeOf(locked: Locked, { conversationId, contactId, fromContactId, clientId }: FoundArrival) {
  const { inbox, contacts, conversations, isMember, hasClientId } = locked;
  const conversation = conversations.get(conversationId);
  const [contact, writer] = [contacts.get(contactId), contacts.get(fromContactId)];
  if (!conversation || !contact || !writer) return null;
  if (conversation.inboxId !== inbox.id || conversation.contactId !== contact.id) return null;
  if (contact.mergedIntoId !== null || writer.mergedIntoId !== null) return null;
  if (writer.id !== contact.id && !isMember(conversationId, writer.id)) return null;
  if (clientId !== null && hasClientId(conversationId, clientId)) return null;
  return { conversation, inbox, contact, writer };
}

/** Whether the policy leaves the conversation as it is, so that the message is only appended. */
export function isAppendOnly(place: Arrival, policy: Policy): boolean {
  const situation = situationOf(place);
  const decision = decideStatus(situation, policy);
  return decision.kind === "keep" && !decision.restore && !dependsOnPolicy(situation);
}

/** Keeps what the events of a conversation carry; its last message will be the one that is appended. */
function keepContext({ preloaded }: Tx, { conversation, contact }: Arrival): void {
  if (preloaded.has(conversation.id)) return;
  const none = { lastMessage: null, posting: null, messageId: null };
  preloaded.set(conversation.id, { conversation, contact: toContactDto(contact), ...none });
}

async function append(
  tx: Tx,
  { conversations }: Locked,
  { place, arrival }: { place: Arrival; arrival: FoundArrival },
): Promise<MessageRow> {
  const { writer } = place;
  const own = tx.as(arrival.caller, arrival.operationId);
  keepContext(tx, place);
  const { message, conversation } = await appendMessage(own, place.conversation, {
    kind: "message",
    direction: "in",
    content: arrival.content,
    sender: { type: "contact", id: writer.id, name: writer.name },
    tick: null,
    clientId: arrival.clientId,
    countsUnread: arrival.countsUnread,
  });
  conversations.set(conversation.id, conversation);
  return message;
}
