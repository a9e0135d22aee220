import type { Db } from "@/server/store/_postgres/db";

/** A contact's name in an inbox. */
export type ContactLink = { id: number; contactId: number; inboxId: number; sourceId: string };

/**
 * The contact with this name in an inbox, or in the account's first inbox that has it; or null. Reads the index
 * contact_inbox_source once per inbox.
 */
export async function findContactLink(
  db: Db,
  accountId: number,
  { sourceId, inboxId }: { sourceId: string; inboxId: number | null },
): Promise<ContactLink | null> {
  const [row] = await db.query<ContactLink>(
    `select l.id, l.contact_id as "contactId", l.inbox_id as "inboxId", l.source_id as "sourceId"
       from inbox i
       join contact_inbox l on l.account_id = i.account_id and l.inbox_id = i.id and l.source_id = $2
      where i.account_id = $1 and ($3::bigint is null or i.id = $3)
      order by l.id limit 1`,
    [accountId, sourceId, inboxId],
  );
  return row ?? null;
}

/** The link with this source id that a visitor made by the public API, or null: names that channels gave open nothing. */
export async function findVisitorLink(
  db: Db,
  accountId: number,
  { sourceId, inboxId }: { sourceId: string; inboxId: number },
): Promise<ContactLink | null> {
  const [row] = await db.query<ContactLink>(
    `select id, contact_id as "contactId", inbox_id as "inboxId", source_id as "sourceId" from contact_inbox
      where account_id = $1 and inbox_id = $2 and source_id = $3 and made_by <> 'channel'`,
    [accountId, inboxId, sourceId],
  );
  return row ?? null;
}
