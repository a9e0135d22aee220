import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { INBOX_COLUMNS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";

/** The inbox with this public name and its account, or null. The name is the caller's only credential. */
export async function findInboxByIdentifier(
  db: Db,
  identifier: string,
): Promise<{ accountId: number; inbox: InboxDto } | null> {
  const [row] = await db.query<InboxRow & { accountId: number }>(
    `select account_id as "accountId", ${select(INBOX_COLUMNS)} from inbox where identifier = $1`,
    [identifier],
  );
  return row ? { accountId: row.accountId, inbox: toInboxDto(row) } : null;
}
