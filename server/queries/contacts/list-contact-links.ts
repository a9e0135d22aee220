import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
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
