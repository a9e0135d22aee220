import { type CreateContact, insertLinked } from "@/server/commands/contacts/_steps/insert-linked";
import { startConversation } from "@/server/commands/conversations/_steps/begin-conversation";
import { automaticOf } from "@/server/commands/messages/_steps/arrival";
import {
  type ReceivedMessage,
  type ReceiveMessage,
  receiveInto,
} from "@/server/commands/messages/receive-message";
import { SPAM } from "@/server/domain/inbox/policy";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";

export type ReceiveFirst = {
  customer: CreateContact & { sourceId: string };
  subject?: string | null;
  message: Omit<ReceiveMessage, "conversation">;
};

/**
 * The message with which a customer begins, in a conversation of its own: nothing of what it needs is read back. A mail that a filter
 * marked as spam begins one that is labelled so.
 */
export async function receiveFirst(
  tx: Tx,
  inbox: InboxRow,
  { customer, subject = null, message }: ReceiveFirst,
): Promise<ReceivedMessage> {
  const { contact, link } = await insertLinked(tx, inbox, customer);
  if (!link) throw new Error("a contact of an inbox has a link to it");
  const conversation = await startConversation(tx, {
    inbox,
    contact,
    contactInboxId: link.id,
    startedBy: "other",
    requested: null,
    snoozedUntil: null,
    subject,
    ...(message.email?.isSpam && { labels: [SPAM] }),
    ...automaticOf(message.email),
  });
  return receiveInto(tx, { conversation, inbox, contact, writer: contact, unresolved: null }, message);
}
