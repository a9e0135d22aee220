import { HEALTH_COUNT_MAX } from "@/server/contract/health/constants";
import type { HealthMessages, InboxHealthDto } from "@/server/contract/health/health";
import { OVERDUE_DAYS } from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { REPORTS_DELIVERY, SENT_SINCE } from "@/server/store/messages/overdue-messages";

/** What is wrong with the outgoing messages of an inbox now. */
export type InboxTrouble = Omit<InboxHealthDto, "attempts" | "failedAttempts"> & { accountId: number };

type ReadTrouble = {
  now: Date;
  /** After how many hours a sent message counts as overdue; null: as its inbox says. */
  overdueHours: number | null;
  /** Messages of each inbox and kind that are read. */
  max: number;
};

/**
 * The troubled messages of an account's inboxes, or of one, by inbox; in order of id. Messages of conversations in the trash
 * are included. Reads at most inboxes × 4 × `max` messages. Indexes: message_waiting, message_unconfirmed, message_trouble,
 * message_sent, message_overdue_of_inbox, message_attempt_started, message_attempt_pkey.
 */
export async function readInboxTrouble(
  db: Db,
  accountId: number,
  { now, overdueHours, max, inboxId = null }: ReadTrouble & { inboxId?: number | null },
): Promise<InboxTrouble[]> {
  const rows = await db.query<Row>(OF_ACCOUNT, [now, overdueHours, max, accountId, inboxId]);
  return rows.map(toTrouble);
}

/** The same of all accounts, for operators: at most `inboxesMax` inboxes, the oldest first. */
export async function readAllInboxTrouble(
  db: Db,
  { now, overdueHours, max, inboxesMax }: ReadTrouble & { inboxesMax: number },
): Promise<InboxTrouble[]> {
  return (await db.query<Row>(OF_ALL, [now, overdueHours, max, inboxesMax])).map(toTrouble);
}

/** Messages `m` with their current attempts `a`, and since when these run. */
const messages = (where: string): string => `
  select ${SENT_SINCE} as since, m.status
    from message m
    left join message_attempt a on a.account_id = m.account_id and a.message_id = m.id and a.number = m.attempt
   where m.account_id = i.account_id and m.inbox_id = i.id and m.deleted_at is null and ${where} limit $3`;

const IS_LATE =
  "i.stuck_after_minutes > 0 and since <= $1::timestamptz - make_interval(mins => i.stuck_after_minutes)";

const HOURS = "coalesce($2::int, i.overdue_after_hours)";
/** Marked ones and others that have been sent for as long: index message_overdue_of_inbox or message_sent. */
const overdue = (isMarked: string): string =>
  `(${messages(`m.status = 'sent' and ${isMarked}
                       and m.created_at <= $1::timestamptz - make_interval(hours => ${HOURS})
                       and m.created_at > $1::timestamptz - interval '${OVERDUE_DAYS} days'
                       order by m.created_at`)})`;

const select = (inboxes: string): string => `
  select i.account_id as "accountId", i.id as "inboxId", i.name, i.no_taker_since as "noTakerSince", w.*, u.*, f.*, d.*, s.*
    from (select * from inbox ${inboxes}) i
   cross join lateral (
     select count(*)::int as pending, min(since) as "pendingAt",
            (count(*) filter (where ${IS_LATE}))::int as late, min(since) filter (where ${IS_LATE}) as "lateAt"
       from (${messages(`m.status = 'pending' and not m.is_unconfirmed
               and (m.send_after is null or m.send_after <= $1::timestamptz) order by m.created_at`)}) m) w
   cross join lateral (
     select count(*)::int as unconfirmed, min(since) as "unconfirmedAt",
            (count(*) filter (where status = 'pending' and ${IS_LATE}))::int as marked,
            min(since) filter (where status = 'pending' and ${IS_LATE}) as "markedAt"
       from (${messages("m.is_unconfirmed and m.dismissed is null")}) m) u
   cross join lateral (
     select count(*)::int as failed, min(since) as "failedAt" from (${messages("m.status = 'failed' and m.dismissed is null")}) m) f
   cross join lateral (select ${REPORTS_DELIVERY} as "reportsDelivery") r
   cross join lateral (
     select r."reportsDelivery", ${HOURS} as "afterHours", least(count(*), $3)::int as overdue, min(since) as "overdueAt"
       from (${overdue("m.is_overdue")} union all ${overdue("not m.is_overdue")}) m
      where ${HOURS} > 0 and since <= $1::timestamptz - make_interval(hours => ${HOURS})) d
    left join lateral (
      select true as "isCalled", failing_since as "failingSince", last_accepted_at as "lastAnsweredAt",
             case when open_until > $1::timestamptz then open_until end as "pausedUntil"
        from inbox_sending where account_id = i.account_id and inbox_id = i.id) s on true
   order by i.id`;

const OF_ACCOUNT = statement(select("where account_id = $4 and ($5::bigint is null or id = $5)"));
const OF_ALL = statement(select("order by id limit $4"));

type Row = {
  accountId: number;
  inboxId: number;
  name: string;
  noTakerSince: Date | null;
  pending: number;
  pendingAt: Date | null;
  late: number;
  lateAt: Date | null;
  unconfirmed: number;
  unconfirmedAt: Date | null;
  marked: number;
  markedAt: Date | null;
  failed: number;
  failedAt: Date | null;
  reportsDelivery: boolean;
  afterHours: number;
  overdue: number;
  overdueAt: Date | null;
  isCalled: boolean | null;
  failingSince: Date | null;
  lastAnsweredAt: Date | null;
  pausedUntil: Date | null;
};

const toTrouble = (row: Row): InboxTrouble => ({
  accountId: row.accountId,
  inboxId: row.inboxId,
  name: row.name,
  noTakerSince: row.noTakerSince?.toISOString() ?? null,
  pending: of(row.pending, row.pendingAt),
  stuck: of(Math.min(row.late + row.marked, HEALTH_COUNT_MAX), earlier(row.lateAt, row.markedAt)),
  unconfirmed: of(row.unconfirmed, row.unconfirmedAt),
  failed: of(row.failed, row.failedAt),
  overdue: {
    ...of(row.overdue, row.overdueAt),
    afterHours: row.afterHours,
    reportsDelivery: row.reportsDelivery,
  },
  sender: row.isCalled
    ? {
        failingSince: row.failingSince?.toISOString() ?? null,
        pausedUntil: row.pausedUntil?.toISOString() ?? null,
        lastAnsweredAt: row.lastAnsweredAt?.toISOString() ?? null,
      }
    : null,
});

const of = (count: number, oldestAt: Date | null): HealthMessages => ({
  count,
  oldestAt: oldestAt?.toISOString() ?? null,
});

const earlier = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b));
