import type { Db } from "@/server/store/_postgres/db";
import { newestFirst } from "./contact-identities";

/** A contact by their id in an inbox's channel, and their current conversation there. */
export type ChannelPlace = { contactId: number; isGroup: boolean; conversationId: number | null };

/**
 * The contact with this id in an inbox's channel, with their newest live, unresolved conversation of this inbox, else the newest, each
 * time first of those under this id; null without a contact. Indexes: contact_inbox_source, conversation_by_contact.
 */
export async function findChannelPlace(
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<ChannelPlace | null> {
  const [found] = await db.query<ChannelPlace>(
    `select l.contact_id as "contactId", p.is_group as "isGroup",
            (select id from conversation c
              where c.account_id = $1 and c.contact_id = l.contact_id and c.inbox_id = $2 and c.lifecycle <> 'purged'
              ${newestFirst("l.id")} limit 1) as "conversationId"
       from contact_inbox l
       join contact p on p.account_id = $1 and p.id = l.contact_id
      where l.account_id = $1 and l.inbox_id = $2 and l.source_id = $3`,
    [accountId, inboxId, sourceId],
  );
  return found ?? null;
}

/** A contact by one of their ids in an inbox's channel. */
export type KnownPerson = { sourceId: string; contactId: number; name: string; phone: string | null };

/** The contacts with these ids in an inbox's channel, groups left out. Indexes: contact_inbox_source, contact_pkey. */
export const listKnownPeople = (
  db: Db,
  accountId: number,
  { inboxId, sourceIds }: { inboxId: number; sourceIds: readonly string[] },
): Promise<KnownPerson[]> =>
  db.query<KnownPerson>(
    `select l.source_id as "sourceId", l.contact_id as "contactId", p.name, p.phone
       from contact_inbox l
       join contact p on p.account_id = $1 and p.id = l.contact_id and not p.is_group
      where l.account_id = $1 and l.inbox_id = $2 and l.source_id = any($3::text[])`,
    [accountId, inboxId, sourceIds],
  );

/** The groups of an inbox with unresolved conversations that were active since a time, the latest first. Index: conversation_by_inbox. */
export const listActiveGroups = (
  db: Db,
  accountId: number,
  { inboxId, since, limit }: { inboxId: number; since: Date; limit: number },
): Promise<{ sourceId: string; name: string }[]> =>
  db.query<{ sourceId: string; name: string }>(
    `select l.source_id as "sourceId", p.name
       from conversation c
       join contact p on p.account_id = $1 and p.id = c.contact_id and p.is_group
       join contact_inbox l on l.account_id = $1 and l.id = c.contact_inbox_id
      where c.account_id = $1 and c.inbox_id = $2 and c.lifecycle = 'live' and c.status in ('open', 'pending', 'snoozed')
        and c.last_activity_at >= $3
      order by c.last_activity_at desc limit $4`,
    [accountId, inboxId, since, limit],
  );
