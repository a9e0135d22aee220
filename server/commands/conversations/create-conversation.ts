import { firstStatus, startConversation } from "@/server/commands/conversations/_steps/begin-conversation";
import { takeFiles } from "@/server/commands/messages/_steps/take-files";
import { type OutgoingMessage, sendInto } from "@/server/commands/messages/send-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { findEmptyConversation } from "@/server/store/contacts/contact-identities";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { type ContactRow, lockContact } from "@/server/store/contacts/contacts";
import { type ConversationProperties, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { type InboxRow, shareInbox } from "@/server/store/inboxes/inboxes";
import { appendMessage } from "@/server/store/messages/messages";
import { requireAssignable } from "./assign-conversation";
import { requireTeam } from "./assign-team";

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

/** Creates a conversation. The inbox's policy decides its status. Refuses a group's contact: `createGroup` began its conversation. */
export async function createConversation(tx: Tx, input: CreateConversation): Promise<CreatedConversation> {
  const contact = await lockContact(tx, input.contactId);
  if (!contact) throw new Refusal("contact.not_found", { field: "contactId" });
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
    sourceId: input.sourceId ?? null,
  });
  if (input.orEmptySince) {
    const { startedBy, status = null, orEmptySince: since } = input;
    const beginning = { inbox, contact, startedBy, requested: status };
    const empty = await lockEmpty(tx, { beginning, contactInboxId: link.id, since });
    if (empty) return { conversation: empty, message: null, sourceId: link.sourceId };
  }
  const started = await startConversation(tx, {
    ...input,
    inbox,
    contact,
    contactInboxId: link.id,
    requested: input.status ?? null,
    snoozedUntil: input.snoozedUntil ?? null,
  });
  const place = { inbox, contact };
  let conversation = started;
  for (const line of input.initialLines ?? [])
    conversation = await appendLine(tx, conversation, { ...place, line });
  if (!input.message) return { conversation, message: null, sourceId: link.sourceId };
  const sent = await sendInto(tx, conversation, inbox, input.message);
  return { ...sent, sourceId: link.sourceId };
}

type Wanted = { beginning: Parameters<typeof firstStatus>[0]; contactInboxId: number; since: Date };

/** The contact is locked: nobody creates one meanwhile. */
async function lockEmpty(
  tx: Tx,
  { beginning, contactInboxId, since }: Wanted,
): Promise<ConversationRow | null> {
  const contactId = beginning.contact.id;
  const id = await findEmptyConversation(tx, { contactId, contactInboxId, since });
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
