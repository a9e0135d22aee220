import { lockReached } from "@/server/commands/_steps/require-contact";
import { takeFiles } from "@/server/commands/_steps/take-files";
import {
  type Beginning,
  beginAgain,
  firstStatus,
  startConversation,
} from "@/server/commands/conversations/_steps/begin-conversation";
import { type OutgoingMessage, sendInto } from "@/server/commands/messages/send-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type ConversationStatus, decideBeginning } from "@/server/domain/conversation/conversation";
import { addressIn, keepsOneConversation } from "@/server/domain/inbox/channel";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import {
  findEmptyConversation,
  findNewestConversation,
  lockLinksInUse,
} from "@/server/store/contacts/contact-identities";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import type { ContactRow } from "@/server/store/contacts/contacts";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { ConversationProperties } from "@/server/store/conversations/insert-conversation";
import type { Tx } from "@/server/store/events/tx";
import { type InboxRow, shareInbox } from "@/server/store/inboxes/inboxes";
import { appendMessage } from "@/server/store/messages/messages";
import { requireAssignable, requireTeam } from "./assign";

export type CreateConversation = ConversationProperties & {
  inboxId: number;
  contactId: number;
  /** The contact's id in the inbox's channel; found or created if absent. */
  sourceId?: string | null;
  /** `agent`: from a screen of Tickline. */
  startedBy: "agent" | "other";
  status?: ConversationStatus | null;
  /** With `status: snoozed` only. */
  snoozedUntil?: Date | null;
  /** Sent as the first message of the conversation. */
  message?: OutgoingMessage;
  /** Earlier messages, the oldest first. They do not change the status that the conversation begins with. */
  initialLines?: readonly InitialLine[];
  /**
   * Returns a conversation that the contact got in this inbox after this instant, if it has no message and the status
   * with which a new one would begin. For requests that began before another one created it.
   */
  orEmptySince?: Date;
  /**
   * In a channel that keeps one conversation for each customer, the one that there is: it gets the first message, and is
   * reopened if it is resolved or in the trash. Its other fields stay. Without this, the request is refused.
   */
  orExisting?: boolean;
  /**
   * The contact's current conversation in this inbox, if it is live, as it is: it gets the first message. For a caller who found none
   * to write into, while another request may have begun one.
   */
  orCurrent?: boolean;
};

/** An earlier message: from the customer, to the customer, or a note. */
export type InitialLine = Pick<
  OutgoingMessage,
  "content" | "contentAttributes" | "fileIds" | "hasLeft" | "writtenAt"
> & {
  by: "contact" | "us" | "note";
};

export type CreatedConversation = {
  conversation: ConversationRow;
  message: MessageRow | null;
  sourceId: string;
};

/**
 * Creates a conversation. The inbox's policy decides its status. Refuses a group's contact: `createGroup` began its conversation;
 * and `conversation.exists` without `orExisting`.
 */
export async function createConversation(tx: Tx, input: CreateConversation): Promise<CreatedConversation> {
  const contact = await lockReached(tx, input.contactId, "contactId");
  if (contact.isGroup) throw new Refusal("contact.is_group", { field: "contactId" });
  const inbox = await shareInbox(tx, input.inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  if (input.snoozedUntil && input.snoozedUntil <= tx.now)
    throw new Refusal("conversation.snooze_in_past", { field: "snoozedUntil" });
  if (input.assigneeId != null) await requireAssignable(tx, input.assigneeId, inbox.id);
  await requireTeam(tx, input.teamId ?? null);

  const link = await linkContact(tx, {
    contactId: contact.id,
    inboxId: inbox.id,
    sourceId: input.sourceId ?? addressIn(inbox, contact),
    yields: input.sourceId == null,
  });
  const known = await findKnown(tx, input, {
    inbox,
    contact,
    contactInboxId: link.id,
    sourceId: link.sourceId,
  });
  const started =
    known?.conversation ??
    (await startConversation(tx, {
      ...input,
      subject: input.message?.email?.subject || null,
      inbox,
      contact,
      contactInboxId: link.id,
      requested: input.status ?? null,
      snoozedUntil: input.snoozedUntil ?? null,
    }));
  if (known?.isEmpty) return { conversation: started, message: null, sourceId: link.sourceId };
  const place = { inbox, contact };
  let conversation = started;
  for (const line of input.initialLines ?? [])
    conversation = await appendLine(tx, conversation, { ...place, line });
  if (!input.message) return { conversation, message: null, sourceId: link.sourceId };
  const sent = await sendInto(tx, conversation, inbox, input.message);
  return { ...sent, sourceId: link.sourceId };
}

type Place = { inbox: InboxRow; contact: ContactRow; contactInboxId: number; sourceId: string };
/** `isEmpty`: another request began it for the same purpose. */
type Known = { conversation: ConversationRow; isEmpty: boolean };

/** The conversation that takes the place of a new one, or null. The contact is locked: nobody creates one meanwhile. */
async function findKnown(tx: Tx, input: CreateConversation, place: Place): Promise<Known | null> {
  const current = input.orCurrent ? await lockCurrent(tx, place) : null;
  if (current) return { conversation: current, isEmpty: false };
  const { startedBy, status = null, snoozedUntil = null, orEmptySince: since } = input;
  const beginning = { ...place, startedBy, requested: status };
  const existing = keepsOneConversation(place.inbox) ? await lockFirst(tx, place) : null;
  const orExisting = input.orExisting ?? false;
  const decision = decideBeginning(place.inbox, existing, { orExisting });
  if (existing && decision === "refuse")
    throw new Refusal("conversation.exists", { field: "contactId", detail: String(existing.displayId) });
  if (existing && decision === "continue") return { conversation: existing, isEmpty: false };
  if (existing && decision === "reopen")
    return { conversation: await beginAgain(tx, existing, { ...beginning, snoozedUntil }), isEmpty: false };
  const empty = since && (await lockEmpty(tx, beginning, since));
  return empty ? { conversation: empty, isEmpty: true } : null;
}

/** The conversation in which a message of the contact would arrive, if it is live. */
async function lockCurrent(tx: Tx, { contact, inbox, sourceId }: Place): Promise<ConversationRow | null> {
  const id = await findNewestConversation(tx, { contactId: contact.id, inboxId: inbox.id, sourceId });
  const found = id === null ? null : await lockConversation(tx, { conversationId: id });
  return found?.lifecycle === "live" ? found : null;
}

async function lockFirst(tx: Tx, { contactInboxId }: Place) {
  const conversationId = (await lockLinksInUse(tx, [contactInboxId])).get(contactInboxId);
  const found = conversationId === undefined ? null : await lockConversation(tx, { conversationId });
  return found && found.lifecycle !== "purged" ? { ...found, lifecycle: found.lifecycle } : null;
}

async function lockEmpty(tx: Tx, beginning: Place & Beginning, since: Date): Promise<ConversationRow | null> {
  const { contact, contactInboxId } = beginning;
  const id = await findEmptyConversation(tx, { contactId: contact.id, contactInboxId, since });
  const found = id === null ? null : await lockConversation(tx, { conversationId: id });
  const isEmpty = found?.lastNumber === 0 && found.lifecycle === "live";
  return isEmpty && found.status === firstStatus(beginning) ? found : null;
}

/** Adds an earlier message without the policy, which has decided already. */
async function appendLine(
  tx: Tx,
  conversation: ConversationRow,
  {
    inbox,
    contact,
    line: { by, hasLeft, fileIds, ...line },
  }: { inbox: InboxRow; contact: ContactRow; line: InitialLine },
): Promise<ConversationRow> {
  if (by === "us")
    return (await sendInto(tx, conversation, inbox, { ...line, fileIds, hasLeft })).conversation;
  const files = await takeFiles(tx, { content: line.content, fileIds });
  const written =
    by === "note"
      ? ({ kind: "note", direction: null, sender: tx.caller.actor } as const)
      : ({
          kind: "message",
          direction: "in",
          sender: { type: "contact", id: contact.id, name: contact.name },
        } as const);
  return (await appendMessage(tx, conversation, { ...line, ...written, files, tick: null })).conversation;
}
