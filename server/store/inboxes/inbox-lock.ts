import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { INBOX_COLUMNS, type InboxRow } from "@/server/store/generated/rows";

/**
 * The lock of an inbox's settings, until the commit: shared by those who decide by them, exclusive for those who change them. It is
 * an advisory lock, because a shared lock of the row would write to that row for every message. Who changes them locks the row, too, which
 * `shareInbox` shares. Order of both: row, advisory lock. `account` and `inbox` are SQL expressions.
 * Read the inbox by a later statement: one that waits for the lock sees the inbox as it was before.
 */
export const shareInboxSql = (account: string, inbox: string): string =>
  `pg_advisory_xact_lock_shared(${keyOf(account, inbox)})`;

/** The same, but false where somebody is changing them, instead of waiting. */
export const tryShareInboxSql = (account: string, inbox: string): string =>
  `pg_try_advisory_xact_lock_shared(${keyOf(account, inbox)})`;

const keyOf = (account: string, inbox: string): string =>
  `hashtextextended('inbox ' || ${account} || ' ' || ${inbox}, 7)`;

/** The row cannot change while it waits for the advisory lock. Index: inbox_pkey. */
const LOCK = statement(`
  select locked.* from (select ${select(INBOX_COLUMNS)} from inbox where account_id = $1 and id = $2 for no key update) locked,
         pg_advisory_xact_lock(${keyOf("$1::bigint", "locked.id")})`);

/** Locks an inbox until commit, or null: nobody decides by its settings meanwhile. */
export async function lockInboxRow(tx: Tx, inboxId: number): Promise<InboxRow | null> {
  const [row] = await tx.query<InboxRow>(LOCK, [tx.caller.accountId, inboxId]);
  return row ?? null;
}
