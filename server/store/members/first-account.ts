import { type Db, one } from "@/server/store/_postgres/db";
import { LOCK_KEYS } from "@/server/store/_postgres/partitions";
import type { Tx } from "@/server/store/events/tx";
import { hasAccount } from "./accounts";

/** The name of an account that nobody has named. */
export const ACCOUNT_NAME = "Tickline";

/** The token of the first start, which the operator's programs use. */
export const FIRST_TOKEN = "ADMIN_API_TOKEN";

/**
 * Deletes everything that the caller's account contains, and the agents and tokens that were made with it; keeps its other
 * members and tokens, its settings and its audit log (migration 0008).
 */
export async function emptyAccount(tx: Tx): Promise<void> {
  await tx.query(`select empty_account($1, $2, $3)`, [tx.caller.accountId, tx.caller.userId, FIRST_TOKEN]);
}

/** How much an account contains, and the names of the inboxes that were not made with it. */
export type AccountContent = { conversations: number; contacts: number; ownInboxes: string[] };

/** What `emptyAccount` would delete. */
export async function countContent(tx: Pick<Tx, "query">, accountId: number): Promise<AccountContent> {
  return one(
    await tx.query<AccountContent>(
      `select (select count(*) from conversation where account_id = $1) as conversations,
              (select count(*) from contact where account_id = $1) as contacts,
              (select coalesce(array_agg(i.name order by i.id), '{}') from inbox i
                where i.account_id = $1 and i.created_at > a.created_at) as "ownInboxes"
         from account a where a.id = $1`,
      [accountId],
    ),
  );
}

/**
 * Waits until commit for another process that creates the first account. Resets ids that an interrupted start has used,
 * so that the first account always has id 1.
 * @returns false when an account exists.
 */
export async function claimFirstAccount(db: Db): Promise<boolean> {
  await db.query("select pg_advisory_xact_lock($1)", [LOCK_KEYS.createFirstAccount]);
  if (await hasAccount(db)) return false;
  await db.query("select setval(pg_get_serial_sequence('account', 'id'), 1, false)");
  return true;
}
