import { HEALTH_COUNT_MAX } from "@/server/contract/health/constants";
import type { HealthMessages, InboxHealthDto } from "@/server/contract/health/health";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** What is wrong with the outgoing messages of an inbox now. */
export type InboxTrouble = Omit<InboxHealthDto, "attempts" | "failedAttempts"> & { accountId: number };

type ReadTrouble = {
  now: Date;
  /** After how many hours a sent message counts as overdue. */
  overdueHours: number;
  /** Messages of each inbox and kind that are read. */
  max: number;
};

/** Overdue messages are looked for this far back: older ones will hardly arrive. */
const OVERDUE_DAYS = 30;

/**
 * The troubled messages of an account's inboxes, or of one, by inbox; in order of id. Messages of conversations in the trash
 * are included. Reads at most inboxes × 4 × `max` messages. Indexes: message_waiting, message_unconfirmed, message_trouble,
 * message_sent, message_attempt_started, message_attempt_pkey.
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
  select greatest(coalesce(a.started_at, m.created_at), case when m.attempt = 1 then m.send_after end) as since, m.status
    from message m
    left join message_attempt a on a.account_id = m.account_id and a.message_id = m.id and a.number = m.attempt
   where m.account_id = i.account_id and m.inbox_id = i.id and m.deleted_at is null and ${where} limit $3`;

const IS_LATE =
  "i.stuck_after_minutes > 0 and since <= $1::timestamptz - make_interval(mins => i.stuck_after_minutes)";

/** Whether one of a few hundred messages, recent and old ones, was reported as delivered. */
const REPORTS_DELIVERY = `
  select exists (
    select 1
      from unnest(array[0, 1, 7, 30, 365]) as ago (days)
     cross join lateral (
       select message_id from message_attempt
        where account_id = i.account_id and inbox_id = i.id
          and started_at <= $1::timestamptz - make_interval(days => ago.days)
        order by started_at desc limit 50) sample
      join message m on m.account_id = i.account_id and m.id = sample.message_id and m.status in ('delivered', 'read')
  ) as "reportsDelivery"`;

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
       from (${messages("m.is_unconfirmed")}) m) u
   cross join lateral (
     select count(*)::int as failed, min(since) as "failedAt" from (${messages("m.status = 'failed'")}) m) f
   cross join lateral (${REPORTS_DELIVERY}) r
   cross join lateral (
     select r."reportsDelivery", (count(*) filter (where is_due))::int as overdue,
            min(since) filter (where is_due) as "overdueAt"
       from (select since, since <= $1::timestamptz - make_interval(hours => $2::int) as is_due
               from (${messages(`r."reportsDelivery" and m.status = 'sent'
                       and m.created_at <= $1::timestamptz - make_interval(hours => $2::int)
                       and m.created_at > $1::timestamptz - interval '${OVERDUE_DAYS} days'
                       order by m.created_at`)}) m) m) d
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
  overdue: row.reportsDelivery ? of(row.overdue, row.overdueAt) : null,
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
