import { SPAM } from "@/server/domain/inbox/policy";
import { latestRetryAt, type RetryHistory } from "@/server/domain/send/auto-retry";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { receiptLines } from "./attempts";

/**
 * What decides whether failed messages are retried automatically, by id; a person's retry begins a new count. Indexes:
 * those of `receiptLines`, message_attempt_pkey, send_attempt.
 */
export async function readRetryHistories(
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, RetryHistory>> {
  const rows = await db.query<RetryHistory & { id: number }>(HISTORIES, [accountId, messageIds, SPAM]);
  return new Map(rows.map(({ id, ...history }) => [id, history]));
}

const LINES = receiptLines("$1", "m.id");

const HISTORIES = statement(`
  select m.id,
         (select count(*)::int from ${LINES} r
           where r.id > person.id and r.signal = 'retry') as automatic,
         exists (select 1 from ${LINES} r
                  where r.id > person.id and r.signal = 'retry_cancelled') as "isCancelled",
         m.email is not null or exists (
           select 1 from message_attempt a
            where a.account_id = $1 and a.message_id = m.id
              and (a.is_by_receipt or a.is_elsewhere and a.number = m.attempt)) as "hasOwnRetries",
         exists (select 1 from ${LINES} r
                  where (r.signal in ('delivered', 'read') or r.signal in ('stuck', 'unconfirmed')
                         and r.result = 'applied' and r.attempt < m.attempt and not exists (
                           select 1 from ${LINES} f
                            where f.id > r.id and f.attempt = r.attempt and f.signal = 'failed')))
           or exists (select 1 from send s
                       where s.account_id = $1 and s.message_id = m.id and s.is_doubtful) as "mayHaveArrived",
         coalesce((select r.reason = 'guessed' from ${LINES} r
                    where r.attempt = m.attempt and r.signal = 'failed'
                      and (r.result = 'applied' or r.reason = 'guessed')
                    order by r.id desc limit 1), false) as "isGuessed",
         c.lifecycle <> 'live' or t.is_blocked or $3 = any(c.labels) as "isUnwanted"
    from message m
    join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
    join contact t on t.account_id = m.account_id and t.id = c.contact_id
   cross join lateral (
     select coalesce(max(r.id), 0) as id from ${LINES} r
      where r.signal = 'retry' and r.actor->>'type' <> 'system') as person
   where m.account_id = $1 and m.id = any($2::bigint[])`);

/** What decides it in a message's row, beside its tick. */
export const retriedMessage = ({ id, sendAfter, createdAt, deletedAt }: MessageRow) => ({
  id,
  writtenAt: sendAfter ?? createdAt,
  isDeleted: deletedAt !== null,
});

export type DueRetry = { accountId: number; messageId: number };

/**
 * At most `limit` messages whose planned attempt is due (`isRetryDue`), or whose inbox retries nothing any more. Locks: none; lock a
 * message and check again. Index: message_retry.
 */
export const listDueRetries = (db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueRetry[]> =>
  db.query<DueRetry>(DUE, [now, limit, latestRetryAt(now)]);

const DUE = statement(`
  select i.account_id as "accountId", due.id as "messageId"
    from inbox i
   cross join lateral (
     select m.id from message m
      where m.account_id = i.account_id and m.inbox_id = i.id and m.retry_at is not null
        and (m.retry_at <= $1 or m.retry_at > $3 or not i.auto_retry)
      order by m.retry_at limit $2) due
   where exists (select 1 from message where retry_at is not null) -- evaluated once
   limit $2`);
