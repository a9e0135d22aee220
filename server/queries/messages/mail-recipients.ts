import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { hasMailHeaders, MAIL_CHANNELS } from "@/server/domain/inbox/channel";
import {
  type Addressee,
  answered,
  answeredAll,
  isInboxAddress,
  isOneOf,
  type Recipients,
} from "@/server/domain/message/mail-recipients";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Db } from "@/server/store/_postgres/db";
import { findSendingInbox, listMailAddresses } from "@/server/store/inboxes/mail-addresses";
import { findContactAddress, readLastMails } from "@/server/store/messages/message-emails";

const settings = z.object({ address: z.string(), smtp: z.unknown().optional() });

/** Whom a reply in a conversation goes to. */
export type MailRecipients = {
  /** Everybody in the customer's newest mail but us; `cc` is empty in a conversation without one. */
  all: Pick<Recipients, "to" | "cc">;
  /** Its sender alone. */
  sender: readonly Addressee[];
  /** The account's own addresses: nothing is sent to them. */
  own: readonly string[];
  /** The inbox has no server that sends. */
  isReceiveOnly: boolean;
};

/** The recipients that the next reply in a conversation has by default; null where messages are no mails. */
export async function getMailRecipients(
  db: Db,
  caller: Caller,
  ref: { displayId: number },
): Promise<MailRecipients | null> {
  const { conversation } = await getConversation(db, caller, ref);
  const { accountId } = caller;
  const inbox = await findSendingInbox(db, accountId, conversation.id);
  if (!inbox) throw new Refusal("conversation.not_found");
  if (!hasMailHeaders(inbox.channel)) return null;
  const { address, smtp } = settings.parse(inbox.settings);
  const own = await listMailAddresses(db, accountId, MAIL_CHANNELS);
  const isOwn = isOneOf([address, ...own]);
  const { received, sent } = await readLastMails(db, accountId, conversation.id);
  const { contactInboxId } = inbox;
  const link = { contactId: conversation.contactId, contactInboxId };
  const customer = await findContactAddress(db, accountId, link);
  const { to, cc } = received
    ? answeredAll(received, { isOwn, customer })
    : { to: sent?.to ?? (customer ? [customer] : []), cc: sent?.cc ?? [] };
  // What goes to the inbox itself comes back, and counts as our own. Another inbox has it as a message.
  const others = (list: readonly Addressee[]) => list.filter((one) => !isInboxAddress(one.address, address));
  const all = { to: others(to), cc };
  const sender = received ? others(answered(received, { isOwn, customer })) : all.to;
  return { all, sender, own: [...new Set([address, ...own])], isReceiveOnly: smtp == null };
}
