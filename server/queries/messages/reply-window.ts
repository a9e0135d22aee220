import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { replyWindowHoursOf } from "@/server/domain/inbox/channel";
import { replyWindowEnd } from "@/server/domain/message/reply-window";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Db } from "@/server/store/_postgres/db";
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
  const of = { contactId: conversation.contactId, contactInboxId };
  const lastReceivedAt = await readLastReceivedAt(db, accountId, of);
  return { closesAt: replyWindowEnd(lastReceivedAt, hours)?.toISOString() ?? null };
}
