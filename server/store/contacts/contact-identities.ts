import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/**
 * Locks a contact's name in an inbox's channel until commit: two first messages of one customer create one
 * contact. Lock it before the contact.
 */
export async function lockSourceId(tx: Tx, { inboxId, sourceId }: InboxName): Promise<void> {
  await tx.query(LOCK_SOURCE_ID, [`${tx.caller.accountId} ${inboxId} ${sourceId}`]);
}

const LOCK_SOURCE_ID = statement("select pg_advisory_xact_lock(hashtextextended($1, 7))");

/** The same for many names, without waiting: returns whether a name is locked. */
export async function tryLockSourceIds(
  tx: Tx,
  names: readonly InboxName[],
): Promise<(name: InboxName) => boolean> {
  if (names.length === 0) return () => false;
  const keyOf = ({ inboxId, sourceId }: InboxName) => `${tx.caller.accountId} ${inboxId} ${sourceId}`;
  const rows = await tx.query<{ key: string }>(TRY_LOCK_SOURCE_IDS, [names.map(keyOf)]);
  const locked = new Set(rows.map(({ key }) => key));
  return (name) => locked.has(keyOf(name));
}

const TRY_LOCK_SOURCE_IDS = statement(
  "select key from unnest($1::text[]) as key where pg_try_advisory_xact_lock(hashtextextended(key, 7))",
);

type InboxName = { inboxId: number; sourceId: string };

/** The contact with this name in the inbox, or null. Index: contact_inbox_source. */
export async function findContactId(tx: Tx, { inboxId, sourceId }: InboxName): Promise<number | null> {
  const [row] = await tx.query<{ contactId: number }>(FIND_CONTACT, [tx.caller.accountId, inboxId, sourceId]);
  return row?.contactId ?? null;
}

const FIND_CONTACT = statement(`
  select contact_id as "contactId" from contact_inbox where account_id = $1 and inbox_id = $2 and source_id = $3`);

/**
 * The order in which conversations are considered for a customer's message that names none. `linkId`: SQL of the link under which they
 * write; replies in its conversations reach them there.
 */
export const newestFirst = (linkId: string): string =>
  `order by (lifecycle = 'live' and status <> 'resolved') desc, (contact_inbox_id = ${linkId}) desc, id desc`;

/**
 * The conversation for a customer's message that names none: their newest live, unresolved one of this inbox, else
 * the newest, each time first of those under this source id; null when they have none. Indexes: conversation_by_contact,
 * contact_inbox_source.
 */
export async function findNewestConversation(
  tx: Tx,
  { contactId, inboxId, sourceId }: InboxName & { contactId: number },
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `select id from conversation
      where account_id = $1 and contact_id = $2 and inbox_id = $3 and lifecycle <> 'purged'
      ${newestFirst("(select id from contact_inbox where account_id = $1 and inbox_id = $3 and source_id = $4)")} limit 1`,
    [tx.caller.accountId, contactId, inboxId, sourceId],
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

type OfLink = { contactInboxId: number; conversationId: number };

/**
 * The conversations that contacts have under these links, the first one of each, as the clients of a channel that keeps one see
 * it. Locks the links until commit: no other one begins or arrives there meanwhile. Indexes: contact_inbox_pkey,
 * conversation_by_contact.
 */
export async function lockLinksInUse(
  tx: Tx,
  contactInboxIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const values = [tx.caller.accountId, contactInboxIds];
  await tx.query(
    `select count(*) from (
       select id from contact_inbox where account_id = $1 and id = any($2::bigint[]) order by id for no key update) l`,
    values,
  );
  const rows = await tx.query<OfLink>(
    `select distinct on (l.id) l.id as "contactInboxId", c.id as "conversationId"
       from contact_inbox l
       join conversation c on c.account_id = l.account_id and c.contact_id = l.contact_id
        and c.inbox_id = l.inbox_id and c.contact_inbox_id = l.id and c.lifecycle <> 'purged'
      where l.account_id = $1 and l.id = any($2::bigint[]) order by l.id, c.id`,
    values,
  );
  return new Map(rows.map(({ contactInboxId, conversationId }) => [contactInboxId, conversationId]));
}
