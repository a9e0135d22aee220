import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ContactRow, lockContactOf } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { type ReplyWriter, readReplyWriter } from "@/server/store/inboxes/reply-writer";
import { type ConversationRef, keyOf, lockBy } from "./conversations";

export type Receiving = { conversation: ConversationRow; inbox: InboxRow; contact: ContactRow };

/**
 * Locks a conversation that a message of its customer arrives in: contact, conversation, inbox, in one round trip. Null as in
 * `lockConversation`, and where the inbox may divert the message: then two conversations are to be locked, in their order.
 */
export async function lockReceiving(tx: Tx, ref: ConversationRef): Promise<Receiving | null> {
  const by = keyOf(ref);
  const [contact, locked] = await Promise.all([
    lockContactOf(tx, by),
    lockBy(tx, by, { withInbox: true, condition: UNDIVERTED }),
  ]);
  if (!contact || !locked?.inbox) return null;
  const { conversation, inbox } = locked;
  const isSame = conversation.contactId === contact.id && conversation.inboxId === inbox.id;
  if (!isSame || inbox.onMessageAfterResolve === "newConversation") throw new ChangedMeanwhile();
  return { conversation, inbox, contact };
}

/** Index: inbox_pkey. */
const UNDIVERTED = `and exists (select from inbox i where i.account_id = conversation.account_id
          and i.id = conversation.inbox_id and i.on_message_after_resolve <> 'newConversation') `;

/**
 * The conversation got another contact or inbox, or the inbox another policy, before it was locked: the operation is to be run again,
 * as after a serialisation failure.
 */
export class ChangedMeanwhile extends Error {
  readonly code = "40001";
}

/** `writer`: the member who replies; null: it is no member's reply. */
export type Replying = { conversation: ConversationRow; inbox: InboxRow; writer: ReplyWriter | null };

/**
 * Locks a conversation that is replied in, and its inbox, whose settings cannot change until commit; in one round trip. Null as in
 * `lockConversation`.
 */
export async function lockReplying(tx: Tx, ref: ConversationRef): Promise<Replying | null> {
  const by = keyOf(ref);
  const [locked, writer] = await Promise.all([lockBy(tx, by, { withInbox: true }), readReplyWriter(tx, by)]);
  return locked?.inbox ? { conversation: locked.conversation, inbox: locked.inbox, writer } : null;
}
