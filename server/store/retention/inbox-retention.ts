import { isRetentionOver } from "@/server/domain/deletion/deletion";
import { type Db, one } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";
import { shareInboxes } from "@/server/store/inboxes/inbox-facts";
import { lockAccount } from "@/server/store/members/accounts";
import { HAS_COPY_ON_HOLD } from "@/server/store/messages/forwarded-notes";

/** Conversations in one deletion: with one begun every ten minutes, at most 144,000 of an account a day. */
export const INBOX_RETENTION_MAX = 1_000;

const RESOLVED = (days: string): string => `c.lifecycle = 'live' and c.status = 'resolved'
   and c.status_changed_at <= $1::timestamptz - make_interval(days => ${days})`;

/** Conversations `c` of account `a` that their inbox keeps no longer at `$1`, without a legal hold on them or on a copy. */
const DUE = `
  from inbox i join conversation c on c.account_id = i.account_id and c.inbox_id = i.id
   and ${RESOLVED("i.delete_resolved_after_days")}
 where i.account_id = a.id and i.delete_resolved_after_days > 0 and not i.legal_hold and not ${HAS_COPY_ON_HOLD("c")}`;

const NONE_RUNNING = `not exists (
  select 1 from deletion d where d.account_id = a.id and d.reason = 'inbox_retention' and d.state = 'running')`;

/**
 * Accounts with conversations that an inbox keeps no longer, and no running deletion of such; first that whose last one began
 * the longest ago, and those of `last` last, in its order. Index: conversation_resolved.
 */
export async function listAccountsWithDue(
  db: Db,
  { now, last = [], limit }: { now: Date; last?: readonly number[]; limit: number },
): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select a.id from account a where ${NONE_RUNNING} and exists (select 1 ${DUE})
      order by array_position($3::bigint[], a.id) nulls first,
               (select max(d.created_at) from deletion d
                 where d.account_id = a.id and d.reason = 'inbox_retention') nulls first, a.id
      limit $2`,
    [now, limit, last],
  );
  return rows.map(({ id }) => id);
}

/**
 * Conversations of the account that their inbox keeps no longer, at most `INBOX_RETENTION_MAX`; none while a deletion of such
 * runs. Locks the account's row: one process at a time. Index: conversation_resolved.
 */
export async function listDue(tx: Tx): Promise<number[]> {
  await lockAccount(tx);
  const rows = await tx.query<{ id: number }>(
    `select o.id from account a cross join lateral (select c.id ${DUE} limit $3) o
      where a.id = $2 and ${NONE_RUNNING} order by o.id`,
    [tx.now, tx.caller.accountId, INBOX_RETENTION_MAX],
  );
  return rows.map(({ id }) => id);
}

/**
 * Those of these locked conversations that their inbox, by its settings now, keeps no longer, each with whether it is archived
 * before. Shared lock: the inboxes.
 */
export async function findRetentionOver(
  tx: Tx,
  rows: readonly ConversationRow[],
): Promise<ReadonlyMap<number, { isArchived: boolean }>> {
  const settings = await shareInboxes(tx, [...new Set(rows.map(({ inboxId }) => inboxId))]);
  const over = rows.flatMap(({ id, status, statusChangedAt, inboxId }) => {
    const { deleteResolvedAfterDays: days = 0, archiveBeforeDeletion: isArchived = false } =
      settings.get(inboxId) ?? {};
    const isOver =
      status === "resolved" && isRetentionOver(statusChangedAt.getTime(), { days, nowMs: tx.now.getTime() });
    return isOver ? [[id, { isArchived }] as const] : [];
  });
  return new Map(over);
}

/**
 * How many conversations of an inbox were resolved so many days ago, without a legal hold on a copy; counts to `max`. Index:
 * conversation_resolved.
 */
export async function countResolvedBefore(
  db: Db,
  {
    accountId,
    inboxId,
    days,
    now,
    max,
  }: { accountId: number; inboxId: number; days: number; now: Date; max: number },
): Promise<number> {
  const rows = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from conversation c
        where c.account_id = $2 and c.inbox_id = $3 and ${RESOLVED("$4")}
           and not ${HAS_COPY_ON_HOLD("c")} limit $5) as counted`,
    [now, accountId, inboxId, days, max],
  );
  return one(rows).count;
}
