import type { Tx } from "@/server/store/events/tx";

/**
 * Locks a name that an inbox's channel calls somebody by, until commit: two first messages of one customer make one
 * contact. Taken before the contact's lock.
 */
export async function lockSourceId(tx: Tx, { inboxId, sourceId }: InboxName): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7))`, [
    `${tx.caller.accountId} ${inboxId} ${sourceId}`,
  ]);
}

type InboxName = { inboxId: number; sourceId: string };

/** The contact that an inbox knows by this name, or null. Index: contact_inbox_source. */
export async function findContactId(tx: Tx, { inboxId, sourceId }: InboxName): Promise<number | null> {
  const [row] = await tx.query<{ contactId: number }>(
    `select contact_id as "contactId" from contact_inbox
      where account_id = $1 and inbox_id = $2 and source_id = $3`,
    [tx.caller.accountId, inboxId, sourceId],
  );
  return row?.contactId ?? null;
}

/**
 * Where a customer's next message goes that names no conversation: their newest live, unresolved one of this inbox, else
 * the newest; null when they have none. Index: conversation_by_contact.
 */
export async function findNewestConversation(
  tx: Tx,
  { contactId, inboxId }: { contactId: number; inboxId: number },
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `select id from conversation
      where account_id = $1 and contact_id = $2 and inbox_id = $3 and lifecycle <> 'purged'
      order by (lifecycle = 'live' and status <> 'resolved') desc, id desc limit 1`,
    [tx.caller.accountId, contactId, inboxId],
  );
  return row?.id ?? null;
}
