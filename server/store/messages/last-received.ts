import type { Db } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";

/**
 * When the customer of a conversation wrote last by the address that it has in its inbox, in whichever conversation; null: never. Indexes:
 * conversation_by_contact, message_number.
 */
export async function readLastReceivedAt(
  db: Db,
  accountId: number,
  { contactId, contactInboxId }: Pick<ConversationRow, "contactId" | "contactInboxId">,
): Promise<Date | null> {
  const [found] = await db.query<{ createdAt: Date }>(
    `select m.created_at as "createdAt" from conversation c cross join lateral (
       select created_at from message
        where account_id = c.account_id and conversation_id = c.id and direction = 'in' and kind = 'message'
        order by number desc limit 1) m
      where c.account_id = $1 and c.contact_id = $2 and c.contact_inbox_id = $3
      order by m.created_at desc limit 1`,
    [accountId, contactId, contactInboxId],
  );
  return found?.createdAt ?? null;
}
