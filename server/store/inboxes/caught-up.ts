import type { Db } from "@/server/store/_postgres/db";

/** Until when an inbox has all messages that its provider keeps; null: it never caught up. Index: inbox_channel_health_pkey. */
export async function readCaughtUp(db: Db, accountId: number, inboxId: number): Promise<Date | null> {
  const [found] = await db.query<{ until: Date | null }>(
    `select caught_up_until as until from inbox_channel_health where account_id = $1 and inbox_id = $2`,
    [accountId, inboxId],
  );
  return found?.until ?? null;
}

/** Stores it; it never goes back. Bookkeeping: makes no event. */
export const saveCaughtUp = (
  db: Db,
  accountId: number,
  { inboxId, until }: { inboxId: number; until: Date },
): Promise<unknown> =>
  db.query(
    `update inbox_channel_health set caught_up_until = greatest(caught_up_until, $3::timestamptz)
      where account_id = $1 and inbox_id = $2`,
    [accountId, inboxId, until],
  );

/** The inbox has none of what its provider keeps. Bookkeeping: makes no event. */
export const dropCaughtUp = (db: Pick<Db, "query">, accountId: number, inboxId: number): Promise<unknown> =>
  db.query("update inbox_channel_health set caught_up_until = null where account_id = $1 and inbox_id = $2", [
    accountId,
    inboxId,
  ]);
