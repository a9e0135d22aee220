import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/**
 * The lock of an inbox's settings, until the commit: shared by those who decide by them, exclusive for those who change them. It is
 * an advisory lock, because a shared lock of the row would write to that row for every message. `account` and `inbox` are SQL expressions.
 * Read the inbox by a later statement: one that waits for the lock sees the inbox as it was before.
 */
export const shareInboxSql = (account: string, inbox: string): string =>
  `pg_advisory_xact_lock_shared(${keyOf(account, inbox)})`;

/** The same, but false where somebody is changing them, instead of waiting. */
export const tryShareInboxSql = (account: string, inbox: string): string =>
  `pg_try_advisory_xact_lock_shared(${keyOf(account, inbox)})`;

const keyOf = (account: string, inbox: string): string =>
  `hashtextextended('inbox ' || ${account} || ' ' || ${inbox}, 7)`;

const MODES = {
  share: statement(`select ${shareInboxSql("$1::bigint", "$2::bigint")}`),
  change: statement(`select pg_advisory_xact_lock(${keyOf("$1::bigint", "$2::bigint")})`),
} as const;

/** Takes the lock; send the statement that reads the inbox behind it. */
export const takeInboxLock = (tx: Tx, inboxId: number, mode: keyof typeof MODES): Promise<unknown> =>
  tx.query(MODES[mode], [tx.caller.accountId, inboxId]);
