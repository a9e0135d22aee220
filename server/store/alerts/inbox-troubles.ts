import {
  type AlertKind,
  type ConnectionState,
  type FailureTrouble,
  type InboxTrouble,
  OVERDUE_WINDOW_HOURS,
  type OverdueTrouble,
  STUCK_WINDOW_HOURS,
  UNTAKEN_SECONDS,
} from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { LACKS_TAKER } from "@/server/store/inboxes/reply-takers";
import { UNDELIVERED } from "@/server/store/messages/undelivered";
import { FAILURE_COUNTS, type FailureCounts, type FailureCountsRow, toFailureCounts } from "./failure-counts";

/** The kinds of an inbox's alerts that depend on time. */
export type WatchedKind = Extract<
  AlertKind,
  | "stuck_messages"
  | "callback_down"
  | "channel_disconnected"
  | "nobody_takes_replies"
  | "messages_overdue"
  | "messages_failing"
>;

/** An inbox with what decides about its alerts. */
export type TroubledInbox = InboxTrouble &
  OverdueTrouble &
  FailureTrouble & {
    accountId: number;
    inboxId: number;
    openKinds: WatchedKind[];
    /** It is stored that nobody takes its replies. */
    isKnownToLackTaker: boolean;
    /** Why the last call for the oldest waiting message failed. */
    error: string | null;
    /** Why the channel is disconnected. */
    connectionError: string | null;
  };

type Row = Omit<TroubledInbox, "failingSinceMs" | "lastFailedMs" | "connection" | keyof FailureCounts> &
  FailureCountsRow & {
    failingSince: Date | null;
    lastFailedAt: Date | null;
    connectionState: ConnectionState | null;
    connectionSince: Date | null;
  };

const toTroubled = ({
  failingSince,
  lastFailedAt,
  connectionState,
  connectionSince,
  ...row
}: Row): TroubledInbox => ({
  ...row,
  connection: connectionState &&
    connectionSince && { state: connectionState, sinceMs: connectionSince.getTime() },
  ...toFailureCounts(row),
  failingSinceMs: failingSince?.getTime() ?? null,
  lastFailedMs: lastFailedAt?.getTime() ?? null,
});

/** Of the newest messages in trouble of one inbox so many are read. */
const READ_MAX = 1_000;

/** What nobody takes of inbox `i`. Indexes: message_waiting, message_unconfirmed, message_sent. */
const UNTAKEN = `
      exists (select 1 from message m
               where m.account_id = i.account_id and m.inbox_id = i.id and m.status = 'pending'
                 and not m.is_unconfirmed and m.deleted_at is null
                 and greatest(m.created_at, m.send_after) <= $1::timestamptz - interval '${UNTAKEN_SECONDS} seconds')
      or exists (select 1 from message m
                  where m.account_id = i.account_id and m.inbox_id = i.id and m.is_unconfirmed
                    and m.deleted_at is null and m.created_at >= i.no_taker_since)
      or exists (select 1 from message m
                  where m.account_id = i.account_id and m.inbox_id = i.id and m.status = 'sent'
                    and not m.is_overdue and m.deleted_at is null and m.created_at >= i.no_taker_since
                    and m.created_at <= $1::timestamptz - interval '${UNTAKEN_SECONDS} seconds'
                    and m.is_left_assumed and m.source_id is null)`;

/**
 * A message is stuck if its program took it, or none is called, and no receipt came. One whose call ended in doubt is a
 * failure of the callback. Of the messages of each kind the newest are counted, up to `max`. $1: now.
 */
const troubles = (max: "limit" | "all"): string => `
  select i.account_id as "accountId", i.id as "inboxId", i.alert_stuck_messages as "alertStuckMessages",
         i.alert_down_minutes as "alertDownMinutes", i.callback_url is not null as "hasCallback",
         h.state as "connectionState", h.since as "connectionSince", h.error as "connectionError",
         p.failing_since as "failingSince", p.last_failed_at as "lastFailedAt", stuck.count as stuck,
         w.message_id is not null as "isWaiting",
         (select t.detail from send_try t where t.account_id = i.account_id and t.message_id = w.message_id
           order by t.id desc limit 1) as error,
         a.kinds as "openKinds", i.no_taker_since is not null as "isKnownToLackTaker",
         taken.lacks as "lacksTaker", taken.lacks and (${UNTAKEN}) as "isUntaken",
         i.overdue_after_hours as "overdueAfterHours",
         i.alert_overdue_messages as "alertOverdueMessages", overdue.count as overdue,
         i.alert_failed_attempts as "alertFailedAttempts", i.alert_failed_percent as "alertFailedPercent", failing.*
    from inbox i
    cross join lateral (select ${LACKS_TAKER} as lacks offset 0) as taken -- once a row
    left join inbox_sending p on p.account_id = i.account_id and p.inbox_id = i.id
    left join inbox_channel_health h on h.account_id = i.account_id and h.inbox_id = i.id
    left join lateral (
      select s.message_id from send s
       where p.failing_since is not null and s.account_id = i.account_id and s.inbox_id = i.id
         and s.settled_at is null and s.tries > 0 order by s.due_at, s.id limit 1) as w on true
    cross join lateral (
      select coalesce(array_agg(kind), '{}') as kinds from alert
       where account_id = i.account_id and subject_id = i.id and closed_at is null
         and kind in ('stuck_messages', 'callback_down', 'channel_disconnected', 'nobody_takes_replies',
                      'messages_overdue', 'messages_failing')) as a
    cross join lateral (
      select count(*)::int as count
        from (select 1
                from (select m.id, m.attempt, m.is_unconfirmed, m.created_at from message m
                       where m.account_id = i.account_id and m.inbox_id = i.id
                         and ${UNDELIVERED}
                       order by m.id desc limit ${READ_MAX}) as m
               where m.is_unconfirmed and m.created_at > $1::timestamptz
                     - make_interval(hours => ${STUCK_WINDOW_HOURS}, mins => i.stuck_after_minutes)
                 and not exists (select 1 from send s where s.account_id = i.account_id and s.message_id = m.id
                                    and s.attempt = m.attempt and s.state = 'unconfirmed')
               limit ${max === "limit" ? "i.alert_stuck_messages" : READ_MAX}) as counted) as stuck
    cross join lateral (
      select count(*)::int as count
        from (select m.created_at from message m
               where m.account_id = i.account_id and m.inbox_id = i.id and m.is_overdue and m.deleted_at is null
               order by m.id desc limit ${max === "limit" ? "i.alert_overdue_messages" : READ_MAX}) as m
       where m.created_at > $1::timestamptz - make_interval(hours => ${OVERDUE_WINDOW_HOURS} + i.overdue_after_hours)
      ) as overdue
    cross join lateral (${FAILURE_COUNTS}) as failing`;

const LIST = statement(`${troubles("limit")}
  where (i.account_id, i.id) > ($2, $3::bigint)
    and (p.failing_since is not null or h.state = 'disconnected' or stuck.count > 0 or overdue.count > 0 or failing."sampleFailed" > 0
         or a.kinds <> '{}' or taken.lacks
         or i.no_taker_since is not null)
  order by i.account_id, i.id limit $4`);

type After = Pick<TroubledInbox, "accountId" | "inboxId">;

/**
 * Inboxes of all accounts with a reason for an alert, or an open one, in order of account and id. Locks none: check again
 * under the inbox's lock. Indexes: inbox_pkey, inbox_channel_health_pkey, message_trouble, send_due, alert_open_once, message_overdue_of_inbox,
 * message_attempt_started, message_pkey.
 */
export async function listTroubledInboxes(
  db: Db,
  { now, after, limit }: { now: Date; after: After | null; limit: number },
): Promise<TroubledInbox[]> {
  const rows = await db.query<Row>(LIST, [now, after?.accountId ?? 0, after?.inboxId ?? 0, limit]);
  return rows.map(toTroubled);
}

const ONE = statement(`${troubles("all")} where i.account_id = $2 and i.id = $3`);

/** The same of one inbox of the account, which the caller has locked; null: there is none. */
export async function readTroubledInbox(tx: Tx, inboxId: number): Promise<TroubledInbox | null> {
  const [row] = await tx.query<Row>(ONE, [tx.now, tx.caller.accountId, inboxId]);
  return row ? toTroubled(row) : null;
}
