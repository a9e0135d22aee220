import { takeFiles } from "@/server/commands/_steps/take-files";
import {
  contactFacts,
  keepDecision,
  startConversation,
} from "@/server/commands/conversations/_steps/begin-conversation";
import {
  type Arrival,
  automaticOf,
  lockWriter,
  requireMember,
  situationOf,
} from "@/server/commands/messages/_steps/arrival";
import { findDelivered, findWritten } from "@/server/commands/messages/_steps/find-repeated";
import { quoteOf } from "@/server/commands/messages/_steps/quote";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { QuoteInput } from "@/server/contract/message/channel-facts";
import {
  decideStatus,
  restoreCause,
  type Situation,
  type StatusDecision,
} from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import { saveLifecycle, saveStatus } from "@/server/store/conversations/conversation-status";
import {
  type ConversationRef,
  lockConversation,
  lockWithUnresolved,
} from "@/server/store/conversations/conversations";
import { lockReceiving } from "@/server/store/conversations/lock-with-inbox";
import type { Tx } from "@/server/store/events/tx";
import { withChange } from "@/server/store/inboxes/inbox-policy";
import { policyOf, shareInbox } from "@/server/store/inboxes/inboxes";
import { appendMessage } from "@/server/store/messages/messages";

export type ReceiveMessage = {
  conversation: ConversationRef;
  /** The member who wrote it; absent = the conversation's contact. */
  fromContactId?: number | undefined;
  content: string;
  contentType?: string;
  contentAttributes?: MessageDto["contentAttributes"];
  /** The caller's uploads; with them, the text may be empty. */
  fileIds?: readonly number[] | undefined;
  sourceId?: string | null;
  clientId?: string | null;
  /** Who wrote it, if it is not the contact: they have no contact of their own. */
  writerName?: string | undefined;
  /** The header of its mail. */
  email?: MessageDto["email"] | undefined;
  /** When the customer wrote it, in the past; absent = now. */
  writtenAt?: Date | undefined;
  /** When it was sent, by its provider. */
  sentAt?: Date | undefined;
  /** The message that it quotes. */
  inReplyTo?: QuoteInput | undefined;
  location?: MessageDto["location"] | undefined;
  /** False: it does not raise the unread count, and notifies nobody. */
  countsUnread?: boolean | undefined;
};

/** A message without where it arrives. */
type Received = Omit<ReceiveMessage, "conversation">;

/**
 * `conversation` contains the message: another one than requested if the policy diverted it. `isRepeated`: an earlier
 * request stored it.
 */
export type ReceivedMessage = { message: MessageRow; conversation: ConversationRow; isRepeated?: boolean };

type Place = Arrival & {
  /** The conversation for a diverted message. */
  unresolved: ConversationRow | null;
};

/**
 * Receives a customer's message. The inbox's policy decides the conversation's status. A message that the inbox has from
 * the writer under the same `sourceId`, or the conversation from them under the same `clientId`, changes nothing. Refuses a
 * writer who is no member of the conversation now.
 */
export async function receiveMessage(tx: Tx, input: ReceiveMessage): Promise<ReceivedMessage> {
  const place = await lockPlace(tx, input);
  const repeated = await findStored(tx, place, input);
  if (repeated) return repeated;
  return receiveInto(tx, place, input);
}

/** Receives a message that is stored nowhere yet, as the inbox's policy decides. */
export async function receiveInto(tx: Tx, place: Place, input: Received): Promise<ReceivedMessage> {
  const situation = situationOf(place, input.email);
  const decision = decideStatus(situation, policyOf(place.inbox));
  const { received, diverted } =
    decision.kind === "divert"
      ? await divert(tx, place, input)
      : { received: await land(tx, place, decision, input), diverted: null };
  const { conversation: requested } = place;
  await keepDecision(tx, { situation, diverted }, { requested: requested, ended: received.conversation });
  return received;
}

/** The message as an earlier request stored it. */
async function findStored(
  tx: Tx,
  { conversation, unresolved, inbox, contact, writer }: Place,
  input: ReceiveMessage,
): Promise<ReceivedMessage | null> {
  const conversations = unresolved ? [conversation, unresolved] : [conversation];
  const writerId = contact.isGroup ? writer.id : null;
  return (
    (await findWritten(tx, { conversations, kind: "message", direction: "in", writerId }, input)) ??
    findDelivered(tx, { inboxId: inbox.id, contactId: contact.id, writerId }, input)
  );
}

type Diverted = { received: ReceivedMessage; diverted: Situation };

/** Puts the message into the contact's newest unresolved conversation, a mail into that of its subject, as its policy decides, or into a new one. */
async function divert(tx: Tx, place: Place, input: Received): Promise<Diverted> {
  const via = "new_conversation";
  const { inbox, contact, unresolved } = place;
  if (unresolved) {
    const there = { ...place, conversation: unresolved };
    const diverted = situationOf(there, input.email);
    const decision = decideStatus(diverted, policyOf(inbox));
    return { received: await land(tx, there, decision, input, via), diverted };
  }
  const conversation = await startConversation(tx, {
    inbox,
    contact,
    contactInboxId: place.conversation.contactInboxId,
    startedBy: "other",
    requested: null,
    snoozedUntil: null,
    subject: place.conversation.subject,
    via,
    ...automaticOf(input.email),
  });
  const received = await store(tx, { ...place, conversation }, input);
  const automatic = automaticOf(input.email);
  return { received, diverted: { ...newSituation(contactFacts(contact, inbox)), ...automatic } };
}

/** The situation of a new conversation that a message begins. */
const newSituation = (contact: Situation["contact"]): Situation => ({
  kind: "new",
  contact,
  isSpam: false,
  startedBy: "other",
  requested: null,
});

/** Locks contact, then conversations. */
async function lockPlace(tx: Tx, message: ReceiveMessage): Promise<Place> {
  const isOfContact = message.fromContactId === undefined;
  const receiving = isOfContact ? await lockReceiving(tx, message.conversation) : null;
  return receiving ? { ...receiving, writer: receiving.contact, unresolved: null } : lockInOrder(tx, message);
}

/** Reads the policy first: it decides whether a second conversation is needed. */
async function lockInOrder(
  tx: Tx,
  { conversation: ref, fromContactId, email }: ReceiveMessage,
): Promise<Place> {
  const place = await findConversationPlace(tx, ref);
  if (!place) throw new Refusal("conversation.not_found");
  const [{ contact, writer }, inbox] = await Promise.all([
    lockWriter(tx, place.contactId, fromContactId),
    shareInbox(tx, place.inboxId),
  ]);
  if (!contact || !inbox) throw new Refusal("conversation.not_found");

  const { conversation, unresolved } =
    inbox.onMessageAfterResolve === "newConversation"
      ? await lockWithUnresolved(tx, { ...place, contactId: contact.id, hasSubject: email !== undefined })
      : { conversation: await lockConversation(tx, { conversationId: place.id }), unresolved: null };
  if (!conversation) throw new Refusal("conversation.not_found");
  await requireMember(tx, conversation, { contact, writer });
  if (conversation.inboxId === inbox.id) return { conversation, unresolved, inbox, contact, writer };
  // Moved concurrently: the new inbox decides, and the contact's conversations there were not read.
  const other = await shareInbox(tx, conversation.inboxId);
  if (!other) throw new Refusal("conversation.not_found");
  return { conversation, unresolved: null, inbox: other, contact, writer };
}

/** Restores if decided, stores the message, then changes the status: the cause comes before its effect. */
async function land(
  tx: Tx,
  place: Place,
  decision: StatusDecision,
  input: Received,
  via?: "new_conversation",
): Promise<ReceivedMessage> {
  const restored = decision.restore
    ? await saveLifecycle(tx, place.conversation, { lifecycle: "live", cause: restoreCause(decision) })
    : place.conversation;
  const stored = await store(tx, { ...place, conversation: restored }, input);
  if (decision.kind !== "set") return stored;
  const cause = { ...withChange(decision.cause, place.inbox), ...(via ? { via } : {}) };
  const conversation = await saveStatus(tx, stored.conversation, {
    status: decision.status,
    snoozedUntil: null,
    cause,
  });
  return { ...stored, conversation };
}

const store = async (tx: Tx, { conversation, writer }: Place, input: Received): Promise<ReceivedMessage> =>
  appendMessage(tx, conversation, {
    kind: "message",
    direction: "in",
    content: input.content,
    sender: { type: "contact", id: writer.id, name: input.writerName ?? writer.name },
    tick: null,
    files: await takeFiles(tx, input),
    sourceId: input.sourceId ?? null,
    clientId: input.clientId ?? null,
    writtenAt: input.writtenAt,
    email: input.email ?? null,
    sentAt: input.sentAt,
    inReplyTo: await quoteOf(tx, conversation, input.inReplyTo),
    location: input.location ?? null,
    ...(input.contentType === undefined ? {} : { contentType: input.contentType }),
    ...(input.contentAttributes === undefined ? {} : { contentAttributes: input.contentAttributes }),
    ...(input.countsUnread === undefined ? {} : { countsUnread: input.countsUnread }),
  });
