import type { Db } from "@/server/store/_postgres/db";

/** Until when an inbox has all messages that its provider keeps; null: it never caught up. Index: inbox_channel_health_pkey. */
export async function readCaughtUp(db: Db, accountId: number, inboxId: number): Promise<Date | null> {
  const [found] = await db.query<{ until: Date | null }>(
    `select caught_up_until as until from inbox_channel_health where account_id = $1 and inbox_id = $2`,
    [accountId, inboxId],
  );
  return found?.until ?? null;
}

type CaughtUp = { inboxId: number; until: Date };

/** Stores the first one of an inbox that never caught up. Bookkeeping: makes no event. */
export const beginCaughtUp = (db: Db, accountId: number, { inboxId, until }: CaughtUp): Promise<unknown> =>
  db.query(
    `update inbox_channel_health set caught_up_until = $3
      where account_id = $1 and inbox_id = $2 and caught_up_until is null`,
    [accountId, inboxId, until],
  );

/**
 * Stores a later one; it never goes back. Nothing if it was dropped meanwhile: that of the earlier connection is none of the present
 * one. Bookkeeping: makes no event.
 */
export const saveCaughtUp = (db: Db, accountId: number, { inboxId, until }: CaughtUp): Promise<unknown> =>
  db.query(
    `update inbox_channel_health set caught_up_until = greatest(caught_up_until, $3::timestamptz)
      where account_id = $1 and inbox_id = $2 and caught_up_until is not null`,
    [accountId, inboxId, until],
  );

/** The inbox has none of what its provider keeps. Bookkeeping: makes no event. */
export const dropCaughtUp = (db: Pick<Db, "query">, accountId: number, inboxId: number): Promise<unknown> =>
  db.query("update inbox_channel_health set caught_up_until = null where account_id = $1 and inbox_id = $2", [
    accountId,
    inboxId,
  ]);
