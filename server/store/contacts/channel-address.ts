import type { Db } from "@/server/store/_postgres/db";
import { FIRST_LINK } from "./contact-inboxes";

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
  return found && isKnown(found.sourceId) ? found.sourceId : null;
}

const isKnown = (sourceId: string): boolean => !MADE_UP.test(sourceId);

/** A contact's link in an inbox. `isKnown`: the channel can reach them by it. */
export type ContactPlace = { contactInboxId: number; isKnown: boolean };

/** The link that a member's new conversation with a contact gets, as `linkContact` chooses it; null: it gets a new one. Index: contact_inbox_contact. */
export async function findContactPlace(
  db: Db,
  accountId: number,
  { contactId, inboxId, address }: { contactId: number; inboxId: number; address: string | null },
): Promise<ContactPlace | null> {
  const [found] = await db.query<{ contactInboxId: number; sourceId: string }>(
    `select id as "contactInboxId", source_id as "sourceId" from contact_inbox
      where account_id = $1 and contact_id = $2 and inbox_id = $3 and ($4::text is null or source_id = $4)
      ${FIRST_LINK}`,
    [accountId, contactId, inboxId, address],
  );
  return found ? { contactInboxId: found.contactInboxId, isKnown: isKnown(found.sourceId) } : null;
}
