import type { Tx } from "@/server/store/events/tx";

/**
 * Locks a contact's name in an inbox's channel until commit: two first messages of one customer create one
 * contact. Lock it before the contact.
 */
export async function lockSourceId(tx: Tx, { inboxId, sourceId }: InboxName): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7))`, [
    `${tx.caller.accountId} ${inboxId} ${sourceId}`,
  ]);
}

type InboxName = { inboxId: number; sourceId: string };

/** The contact with this name in the inbox, or null. Index: contact_inbox_source. */
export async function findContactId(tx: Tx, { inboxId, sourceId }: InboxName): Promise<number | null> {
  const [row] = await tx.query<{ contactId: number }>(
    `select contact_id as "contactId" from contact_inbox
      where account_id = $1 and inbox_id = $2 and source_id = $3`,
    [tx.caller.accountId, inboxId, sourceId],
  );
  return row?.contactId ?? null;
}

/**
 * The conversation for a customer's message that names none: their newest live, unresolved one of this inbox, else
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

/**
 * The contact's newest conversation under this name in an inbox that has no message, created after a time. Index:
 * conversation_by_contact.
 */
export async function findEmptyConversation(
  tx: Tx,
  { contactId, contactInboxId, since }: { contactId: number; contactInboxId: number; since: Date },
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `select id from conversation
      where account_id = $1 and contact_id = $2 and contact_inbox_id = $3 and created_at > $4
        and last_number = 0 and lifecycle = 'live'
      order by id desc limit 1`,
    [tx.caller.accountId, contactId, contactInboxId, since],
  );
  return row?.id ?? null;
}
