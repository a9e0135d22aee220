import type { Db } from "@/server/store/_postgres/db";

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
