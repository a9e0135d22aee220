import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  addressIn,
  hasMailHeaders,
  isReachedByPhone,
  replyWindowHoursOf,
} from "@/server/domain/inbox/channel";
import { replyWindowEnd } from "@/server/domain/message/reply-window";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import type { Db } from "@/server/store/_postgres/db";
import { findContactPlace } from "@/server/store/contacts/channel-address";
import { findSendingInbox } from "@/server/store/inboxes/mail-addresses";
import { readLastReceivedAt } from "@/server/store/messages/last-received";

/** `closesAt`: when the window closes or has closed; null: the customer has never written, so it has not opened. */
export type ReplyWindow = { closesAt: string | null };

/** Until when free text goes to the customer of a conversation; null where that is so at any time. */
export async function getReplyWindow(
  db: Db,
  caller: Caller,
  ref: { displayId: number },
): Promise<ReplyWindow | null> {
  const { conversation } = await getConversation(db, caller, ref);
  const { accountId } = caller;
  const inbox = await findSendingInbox(db, accountId, conversation.id);
  if (!inbox) throw new Refusal("conversation.not_found");
  const hours = replyWindowHoursOf(inbox.channel);
  if (hours === null) return null;
  const { contactInboxId } = inbox;
  const lastReceivedAt = await readLastReceivedAt(db, accountId, {
    contactId: conversation.contactId,
    contactInboxId,
  });
  return windowOf(lastReceivedAt, hours);
}

const windowOf = (lastReceivedAt: Date | null, hours: number): ReplyWindow => ({
  closesAt: replyWindowEnd(lastReceivedAt, hours)?.toISOString() ?? null,
});

/** How a conversation would begin. `isReachable`: the channel knows an address of the contact. `window`: as `getReplyWindow`. */
export type FirstReach = { isReachable: boolean; window: ReplyWindow | null };

/** Whether an inbox reaches a contact with whom a member begins a conversation, and until when free text goes to them. */
export async function getFirstReach(
  db: Db,
  caller: Caller,
  { inboxId, contactId }: { inboxId: number; contactId: number },
): Promise<FirstReach> {
  const { accountId } = caller;
  const { channel } = await getInbox(db, caller, inboxId);
  const contact = await getContact(db, caller, contactId);
  const hours = replyWindowHoursOf(channel);
  const address = addressIn({ channel }, contact);
  const place = await findContactPlace(db, accountId, { contactId: contact.id, inboxId, address });
  const needsAddress = isReachedByPhone(channel) || hasMailHeaders(channel);
  const isReachable = !needsAddress || address !== null || (place?.isKnown ?? false);
  if (hours === null) return { isReachable, window: null };
  const last =
    place &&
    (await readLastReceivedAt(db, accountId, {
      contactId: contact.id,
      contactInboxId: place.contactInboxId,
    }));
  return { isReachable, window: windowOf(last, hours) };
}
