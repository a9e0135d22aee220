import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { INBOX_COLUMNS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";

/** An inbox with a contact's name in it. */
export type LinkedInbox = { sourceId: string; inbox: InboxDto };

/** The inboxes in which these contacts have a name, by contact; only those that the caller may see. */
export async function listContactLinks(
  db: Db,
  caller: Caller,
  contactIds: readonly number[],
): Promise<ReadonlyMap<number, readonly LinkedInbox[]>> {
  const rows =
    contactIds.length === 0
      ? []
      : await db.query<InboxRow & { contactId: number; sourceId: string }>(
          `select l.contact_id as "contactId", l.source_id as "sourceId", ${select(INBOX_COLUMNS, "i")}
             from contact_inbox l
             join inbox i on i.account_id = l.account_id and i.id = l.inbox_id
            where l.account_id = $1 and l.contact_id = any($2::bigint[])
            order by l.id`,
          [caller.accountId, contactIds],
        );
  const links = new Map<number, LinkedInbox[]>();
  for (const row of rows) {
    if (!maySee(caller, { inboxId: row.id })) continue;
    const link = { sourceId: row.sourceId, inbox: toInboxDto(row) };
    links.set(row.contactId, [...(links.get(row.contactId) ?? []), link]);
  }
  return links;
}

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

/** Whether a visitor made this row of `contact_inbox` by the public API, whose name is their secret: SQL. */
export const isOfVisitor = (link: string): string => `${link}.made_by <> 'channel'`;

/** The link with this source id that a visitor made by the public API, or null: names that channels gave open nothing. */
export async function findVisitorLink(
  db: Db,
  accountId: number,
  { sourceId, inboxId }: { sourceId: string; inboxId: number },
): Promise<ContactLink | null> {
  const [row] = await db.query<ContactLink>(FIND_OF_VISITOR, [accountId, inboxId, sourceId]);
  return row ?? null;
}

const FIND_OF_VISITOR = statement(`
  select l.id, l.contact_id as "contactId", l.inbox_id as "inboxId", l.source_id as "sourceId" from contact_inbox l
   where l.account_id = $1 and l.inbox_id = $2 and l.source_id = $3 and ${isOfVisitor("l")}`);
