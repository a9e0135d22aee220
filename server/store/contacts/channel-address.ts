import type { Db } from "@/server/store/_postgres/db";

/** A random id, which a contact has who was entered here without one: the channel does not know it. */
const MADE_UP = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The id by which a conversation's channel reaches its contact; null: it has none in this inbox. Index: conversation_pkey, contact_inbox_pkey. */
export async function findChannelAddress(
  db: Db,
  accountId: number,
  conversationId: number,
): Promise<string | null> {
  const [found] = await db.query<{ sourceId: string }>(
    `select l.source_id as "sourceId" from conversation c
       join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id and l.inbox_id = c.inbox_id
      where c.account_id = $1 and c.id = $2`,
    [accountId, conversationId],
  );
  return found && !MADE_UP.test(found.sourceId) ? found.sourceId : null;
}
