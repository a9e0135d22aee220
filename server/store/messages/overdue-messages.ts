import { OVERDUE_DAYS, type SentMessage } from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** When the current attempt `a` of message `m` was sent at the earliest: the first one at the end of the undo window. */
export const SENT_SINCE = `greatest(coalesce(a.started_at, m.created_at), case when m.attempt = 1 then m.send_after end)`;

/**
 * Whether one of a few hundred messages of inbox `i`, recent and old ones, was reported as delivered: an outage of a day does not
 * make it an inbox without reports. $1: now. Indexes: message_attempt_started, message_pkey.
 */
export const REPORTS_DELIVERY = `exists (
  select 1
    from unnest(array[0, 1, 7, 30, 365]) as ago (days)
   cross join lateral (
     select message_id from message_attempt
      where account_id = i.account_id and inbox_id = i.id
        and started_at <= $1::timestamptz - make_interval(days => ago.days)
      order by started_at desc limit 50) sample
    join message m on m.account_id = i.account_id and m.id = sample.message_id and m.status in ('delivered', 'read'))`;

/** Messages of inbox `i` that may be overdue and are not marked: the condition and the range of message_sent. $1: now. */
export const MAY_BE_OVERDUE = `m.account_id = i.account_id and m.inbox_id = i.id
  and m.status = 'sent' and not m.is_overdue and m.deleted_at is null
  and m.created_at > greatest(i.overdue_from, $1::timestamptz - interval '${OVERDUE_DAYS} days')
  and m.created_at <= $1::timestamptz - make_interval(hours => i.overdue_after_hours)`;

export type DueOverdue = { accountId: number; messageId: number };

/** Reports are sampled only for inboxes that have such a message, once each: hence the fence. */
const DUE = statement(
  `select i.account_id as "accountId", due.id as "messageId"
     from (select i.* from inbox i
            cross join lateral (select 1 from message m where ${MAY_BE_OVERDUE} limit 1) found
            where i.overdue_after_hours > 0
           offset 0) i
     cross join lateral (select ${REPORTS_DELIVERY} as yes offset 0) reports
     cross join lateral (
       select m.id
         from message m
         left join message_attempt a
           on a.account_id = m.account_id and a.message_id = m.id and a.number = m.attempt
        where reports.yes and ${MAY_BE_OVERDUE} and m.id <> all($3::bigint[])
          and ${SENT_SINCE} <= $1::timestamptz - make_interval(hours => i.overdue_after_hours)
        order by m.created_at limit $2) due
    limit $2`,
);

/**
 * At most `limit` messages of all accounts that were sent and are not delivered in the time that their inbox allows, without
 * those of `except` and of inboxes that report no deliveries. Locks: none; lock a message and check again before marking it.
 * Indexes: message_sent, message_attempt_pkey.
 */
export const listDueOverdue = (
  db: Db,
  { now, limit, except }: { now: Date; limit: number; except: readonly number[] },
): Promise<DueOverdue[]> => db.query<DueOverdue>(DUE, [now, limit, except]);

/** Since when these messages are sent and how long they may be, by id. Lock them first. Index: message_pkey. */
export async function listSent(
  tx: Tx,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, SentMessage>> {
  const rows = await tx.query<SentMessage & { id: number }>(
    `select m.id, ${SENT_SINCE} as since, i.overdue_after_hours as "overdueAfterHours"
       from message m
       left join message_attempt a on a.account_id = m.account_id and a.message_id = m.id and a.number = m.attempt
       join inbox i on i.account_id = m.account_id and i.id = m.inbox_id
      where m.account_id = $1 and m.id = any($2::bigint[]) and m.status = 'sent' and not m.is_overdue`,
    [tx.caller.accountId, messageIds],
  );
  return new Map(rows.map(({ id, ...sent }) => [id, sent]));
}
