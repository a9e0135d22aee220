import type { Db } from "@/server/store/_postgres/db";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";

/**
 * Notes that a message is sent with canned replies. Leaves out those that the account does not have, and other members'
 * own. Inserts only: it waits for no other message.
 */
export const insertCannedUses = (
  tx: Tx,
  { id, sendAfter }: Pick<MessageRow, "id" | "sendAfter">,
  cannedReplyIds: readonly number[],
): Promise<unknown> =>
  tx.query(
    `insert into canned_reply_use (account_id, message_id, canned_reply_id, due_at)
     select account_id, $2, id, $4 from canned_reply
      where account_id = $1 and id = any($3::bigint[]) and (owner_id is null or owner_id = $5)`,
    [tx.caller.accountId, id, cannedReplyIds, sendAfter ?? tx.now, tx.caller.userId],
  );

/**
 * Adds due uses of all accounts to their canned replies, and deletes them; returns how many. Locks: the uses, skipped when
 * locked, then the replies in ascending order. Index: canned_reply_use_due, canned_reply_pkey.
 */
export async function countDueUses(db: Db, { now, limit }: { now: Date; limit: number }): Promise<number> {
  const rows = await db.query(
    `with due as (
       delete from canned_reply_use where ctid = any(array(
         select ctid from canned_reply_use where due_at <= $1 order by due_at limit $2 for update skip locked))
       returning account_id, canned_reply_id, due_at),
     summed as (select account_id, canned_reply_id, count(*) as uses, max(due_at) as last_used_at from due group by 1, 2),
     locked as (
       select r.account_id, r.id from canned_reply r
         join summed s on s.account_id = r.account_id and s.canned_reply_id = r.id
        order by r.account_id, r.id for no key update of r),
     counted as (
       update canned_reply r set uses = r.uses + s.uses, last_used_at = greatest(r.last_used_at, s.last_used_at)
         from locked l join summed s on s.account_id = l.account_id and s.canned_reply_id = l.id
        where r.account_id = l.account_id and r.id = l.id)
     select 1 from due`,
    [now, limit],
  );
  return rows.length;
}
