import type { Db } from "@/server/store/_postgres/db";

/** A contact by their id in an inbox's channel, and their current conversation there. */
export type ChannelPlace = { contactId: number; isGroup: boolean; conversationId: number | null };

/**
 * The contact with this id in an inbox's channel, with their newest live, unresolved conversation of this inbox, else the newest; null
 * without a contact. Indexes: contact_inbox_source, conversation_by_contact.
 */
export async function findChannelPlace(
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<ChannelPlace | null> {
  const [found] = await db.query<ChannelPlace>(
    `select l.contact_id as "contactId", p.is_group as "isGroup",
            (select c.id from conversation c
              where c.account_id = $1 and c.contact_id = l.contact_id and c.inbox_id = $2 and c.lifecycle <> 'purged'
              order by (c.lifecycle = 'live' and c.status <> 'resolved') desc, c.id desc limit 1) as "conversationId"
       from contact_inbox l
       join contact p on p.account_id = $1 and p.id = l.contact_id
      where l.account_id = $1 and l.inbox_id = $2 and l.source_id = $3`,
    [accountId, inboxId, sourceId],
  );
  return found ?? null;
}
