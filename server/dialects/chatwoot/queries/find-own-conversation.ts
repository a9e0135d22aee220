import { isOfVisitor } from "@/server/queries/contacts/contact-links";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { atReplica } from "@/server/store/_replicas/at-replica";

/** A visitor's conversation, and whom it is of. */
export type OwnConversation = { id: number; displayId: number; contactId: number; contactName: string };

/**
 * The conversation with this number, live or in the trash, that began under a name that a visitor made by the public API; or null.
 * Indexes: contact_inbox_source, conversation_display, contact_pkey.
 */
export async function findOwnConversation(
  db: Db,
  accountId: number,
  { inboxId, sourceId, displayId }: { inboxId: number; sourceId: string; displayId: number },
): Promise<OwnConversation | null> {
  const values = [accountId, inboxId, sourceId, displayId];
  const [row] = await atReplica(db).query<OwnConversation>(FIND, values);
  return row ?? null;
}

const FIND = statement(`
  select c.id, c.display_id as "displayId", t.id as "contactId", t.name as "contactName"
    from contact_inbox l
    join conversation c on c.account_id = $1 and c.display_id = $4 and c.contact_inbox_id = l.id
     and c.contact_id = l.contact_id and c.inbox_id = l.inbox_id and c.lifecycle in ('live', 'trashed')
    join contact t on t.account_id = $1 and t.id = l.contact_id
   where l.account_id = $1 and l.inbox_id = $2 and l.source_id = $3 and ${isOfVisitor("l")}`);
