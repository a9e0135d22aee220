import { DELETION_MAX } from "@/server/domain/deletion/deletion";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { lockAccount } from "@/server/store/members/accounts";
import { HAS_COPY_ON_HOLD } from "@/server/store/messages/forwarded-notes";

/** Trashed conversations `c` older than account `a` allows at `$1`, in no inbox on legal hold and without a copy in one. */
const OVERDUE = `
  from inbox i join conversation c on c.account_id = i.account_id and c.inbox_id = i.id and c.lifecycle = 'trashed'
   and c.trashed_at <= $1::timestamptz - make_interval(days => a.purge_after_days)
 where i.account_id = a.id and not i.legal_hold and not ${HAS_COPY_ON_HOLD("c")}`;

const NONE_RUNNING = `not exists (
  select 1 from deletion d where d.account_id = a.id and d.reason = 'retention' and d.state = 'running')`;

/** Accounts with overdue conversations in the trash and no running retention deletion; those of `last` last, in its order. Index: conversation_trashed. */
export async function listOverdueAccounts(
  db: Db,
  { now, last = [], limit }: { now: Date; last?: readonly number[]; limit: number },
): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select a.id from account a
      where a.purge_after_days > 0 and ${NONE_RUNNING} and exists (select 1 ${OVERDUE})
      order by array_position($3::bigint[], a.id) nulls first, a.id limit $2`,
    [now, limit, last],
  );
  return rows.map(({ id }) => id);
}

/**
 * The overdue conversations of the account's trash, the lowest id first; none while a retention deletion runs.
 * Locks the account's row: one process at a time.
 */
export async function listOverdue(tx: Tx): Promise<number[]> {
  await lockAccount(tx);
  const rows = await tx.query<{ id: number }>(
    `select o.id from account a cross join lateral (select c.id ${OVERDUE}) o
      where a.id = $2 and a.purge_after_days > 0 and ${NONE_RUNNING} order by o.id limit $3`,
    [tx.now, tx.caller.accountId, DELETION_MAX],
  );
  return rows.map(({ id }) => id);
}
