import type { InboxDto } from "@/server/contract/dto";
import { select } from "@/server/store/columns";
import type { Db } from "@/server/store/db";
import { INBOX_COLUMNS, type InboxRow, toInboxDto } from "@/server/store/inboxes";

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
