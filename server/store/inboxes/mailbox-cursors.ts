import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MAILBOX_CURSOR_COLUMNS, type MailboxCursorRow } from "@/server/store/generated/rows";

type Folder = Pick<MailboxCursorRow, "inboxId" | "role" | "folder">;

/** How far a folder of an inbox's mailbox has been read; null: never, or another folder has the role now. Index: mailbox_cursor_pkey. */
export async function readMailboxCursor(
  db: Db,
  accountId: number,
  { inboxId, role, folder }: Folder,
): Promise<MailboxCursorRow | null> {
  const [found] = await db.query<MailboxCursorRow>(
    `select ${select(MAILBOX_CURSOR_COLUMNS)} from mailbox_cursor
      where account_id = $1 and inbox_id = $2 and role = $3 and folder = $4`,
    [accountId, inboxId, role, folder],
  );
  return found ?? null;
}

/** Stores how far a folder has been read, after the mail before that is stored. Bookkeeping: makes no event. */
export const saveMailboxCursor = (db: Db, accountId: number, row: MailboxCursorRow): Promise<unknown> =>
  db.query(
    `insert into mailbox_cursor
       (account_id, inbox_id, role, folder, mailbox_user, mailbox_host, uid_validity, uid_next, import_below, since)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (account_id, inbox_id, role) do update set folder = excluded.folder, mailbox_user = excluded.mailbox_user,
       mailbox_host = excluded.mailbox_host, uid_validity = excluded.uid_validity, uid_next = excluded.uid_next,
       import_below = excluded.import_below, since = excluded.since`,
    [
      ...[accountId, row.inboxId, row.role, row.folder, row.mailboxUser, row.mailboxHost],
      ...[row.uidValidity, row.uidNext, row.importBelow, row.since],
    ],
  );
