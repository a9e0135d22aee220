import { BY_PROVIDER } from "@/server/contract/message/channel-facts";
import type { Db } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";

/** Messages can arrive after later ones: so many of a conversation's newest ones are looked at. */
const NEWEST = 20;

/**
 * When the customer of a conversation wrote last by the address that it has in its inbox, in whichever conversation, by their provider's
 * clock or ours, whichever is earlier; null: never. What the provider itself reported of them is nothing that they wrote. A reaction to a
 * message that is known here is no message, and does not count: by Meta's page the window of WhatsApp opens when a user "messages
 * you or calls you"; it does not mention reactions. If it does open one, Meta takes a template meanwhile.
 * Source: developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages, of 21 May 2026. Indexes: conversation_by_contact, message_number.
 */
export async function readLastReceivedAt(
  db: Db,
  accountId: number,
  { contactId, contactInboxId }: Pick<ConversationRow, "contactId" | "contactInboxId">,
): Promise<Date | null> {
  const [found] = await db.query<{ writtenAt: Date }>(
    `select least(m.created_at, m.sent_at) as "writtenAt" from conversation c cross join lateral (
       select created_at, sent_at from message
        where account_id = c.account_id and conversation_id = c.id and direction = 'in' and kind = 'message'
          and not content_attributes ? '${BY_PROVIDER}'
        order by number desc limit ${NEWEST}) m
      where c.account_id = $1 and c.contact_id = $2 and c.contact_inbox_id = $3
      order by "writtenAt" desc limit 1`,
    [accountId, contactId, contactInboxId],
  );
  return found?.writtenAt ?? null;
}
