import { statement } from "@/server/store/_postgres/statement";
import { newestFirst } from "@/server/store/contacts/contact-identities";
import type { Tx } from "@/server/store/events/tx";

/** A customer by their id in an inbox's channel. */
export type CustomerName = { inboxId: number; sourceId: string };

/** Where a message of a customer that names no conversation arrives. `displayId`: null where they have no conversation. */
export type CustomerPlace = { contactId: number; displayId: number | null };

/**
 * Finds, for each of these customers, the contact and the conversation that `findContactId` and `findNewestConversation` find, without
 * a lock. Null for one whom the inbox does not know. It holds until commit if the contact is locked, or their id if there is none:
 * whoever begins a conversation locks these. Indexes: contact_inbox_source, conversation_by_contact.
 */
export async function findCustomers(
  tx: Tx,
  customers: readonly CustomerName[],
): Promise<(name: CustomerName) => CustomerPlace | null> {
  if (customers.length === 0) return () => null;
  const rows = await tx.query<CustomerName & CustomerPlace>(FIND, [
    tx.caller.accountId,
    customers.map(({ inboxId }) => inboxId),
    customers.map(({ sourceId }) => sourceId),
  ]);
  const places = new Map(rows.map((row) => [keyOf(row), row]));
  return (name) => places.get(keyOf(name)) ?? null;
}

const keyOf = ({ inboxId, sourceId }: CustomerName): string => `${inboxId} ${sourceId}`;

const FIND = statement(`
  select l.inbox_id as "inboxId", l.source_id as "sourceId", l.contact_id as "contactId", c.display_id as "displayId"
    from unnest($2::bigint[], $3::text[]) as n (inbox_id, source_id)
    join contact_inbox l on l.account_id = $1 and l.inbox_id = n.inbox_id and l.source_id = n.source_id
    left join lateral (
     select display_id from conversation
      where account_id = $1 and contact_id = l.contact_id and inbox_id = l.inbox_id and lifecycle <> 'purged'
      ${newestFirst("l.id")} limit 1) c on true`);
