import { maySee } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { CONVERSATION_COLUMNS, type ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";

export type DueSnooze = { accountId: number; conversationId: number; snoozedUntil: Date };

/**
 * Conversations of all accounts whose snooze has run out, the longest due first; after `after` in that order.
 * Order: snoozed_until, id. Locks: none; lock a conversation and check again before waking it. Index: conversation_snooze_due.
 */
export const listDueSnoozes = (
  db: Db,
  { now, after, limit }: { now: Date; after: DueSnooze | null; limit: number },
): Promise<DueSnooze[]> =>
  db.query<DueSnooze>(
    `select account_id as "accountId", id as "conversationId", snoozed_until as "snoozedUntil" from conversation
      where snoozed_until is not null and lifecycle = 'live' and snoozed_until <= $1
        and (snoozed_until, id) > (coalesce($2::timestamptz, '-infinity'), $3::bigint)
      order by snoozed_until, id limit $4`,
    [now, after?.snoozedUntil ?? null, after?.conversationId ?? 0, limit],
  );

type FreeLocks = {
  rows: ConversationRow[];
  /** Those that another transaction holds. They are not locked. */
  busy: ReadonlySet<number>;
};

/**
 * Locks those of these conversations that nobody else holds. It waits for none, so there is no deadlock in any order.
 * Unknown ones and those that the caller may not see are left out.
 */
export async function lockFree(tx: Tx, ids: readonly number[]): Promise<FreeLocks> {
  const { accountId } = tx.caller;
  const found = await tx.query<ConversationRow>(LOCK, [accountId, ids]);
  const locked = new Set(found.map(({ id }) => id));
  const missing = ids.filter((id) => !locked.has(id));
  const busy = missing.length === 0 ? [] : await tx.query<{ id: number }>(EXISTING, [accountId, missing]);
  return {
    rows: found.filter((row) => maySee(tx.caller, row)),
    busy: new Set(busy.map(({ id }) => id)),
  };
}

/** Index: conversation_pkey. */
const LOCK = statement(
  `select ${select(CONVERSATION_COLUMNS)} from conversation
    where account_id = $1 and id = any($2::bigint[]) and lifecycle <> 'purged'
      for no key update skip locked`,
);

/** Without a lock. Index: conversation_pkey. */
const EXISTING = statement(
  `select id from conversation where account_id = $1 and id = any($2::bigint[]) and lifecycle <> 'purged'`,
);
