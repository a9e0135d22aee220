import type { HealthErrorDto, HealthHourDto } from "@/server/contract/health/health";
import { ERROR_READ_CHARS_MAX, type ErrorText, groupErrors } from "@/server/domain/send/error-groups";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** Attempts of an account that are counted, shared equally by its inboxes. */
const ATTEMPTS_MAX = 2_000_000;
const ATTEMPTS_OF_INBOX_MIN = 10_000;
/** Failed attempts of an account that are read, the newest. */
const FAILURES_MAX = 50_000;

type Span = { since: Date; now: Date; inboxId: number | null };

export type AttemptCounts = {
  hours: HealthHourDto[];
  byInbox: ReadonlyMap<number, { attempts: number; failed: number }>;
  /** There are more than were counted. */
  isCut: boolean;
};

type Cell = { inboxId: number; at: Date; count: number };

/**
 * Counts the attempts that began in a span, and those of them that failed, by hour and by inbox. `inboxes`: how many the account
 * has. Reads at most `ATTEMPTS_MAX` index entries and `FAILURES_MAX` receipts. Indexes: message_attempt_started,
 * message_receipt_failed, message_attempt_pkey.
 */
export async function countAttempts(
  db: Db,
  accountId: number,
  { inboxes, since, now, inboxId }: Span & { inboxes: number },
): Promise<AttemptCounts> {
  const max = Math.max(ATTEMPTS_OF_INBOX_MIN, Math.floor(ATTEMPTS_MAX / Math.max(1, inboxes)));
  const attempts = await db.query<Cell>(ATTEMPTS, [accountId, since, now, inboxId, max]);
  const failures = await db.query<Cell & { read: number }>(FAILURES, [accountId, since, now, inboxId]);
  const hours = new Map<number, HealthHourDto>();
  const byInbox = new Map<number, { attempts: number; failed: number }>();
  const add = ({ inboxId: of, at, count }: Cell, kind: "attempts" | "failed") => {
    const hour = hours.get(at.getTime()) ?? { at: at.toISOString(), attempts: 0, failed: 0 };
    const inbox = byInbox.get(of) ?? { attempts: 0, failed: 0 };
    hour[kind] += count;
    inbox[kind] += count;
    hours.set(at.getTime(), hour);
    byInbox.set(of, inbox);
  };
  for (const cell of attempts) add(cell, "attempts");
  for (const cell of failures) add(cell, "failed");
  return {
    hours: [...hours].sort(([a], [b]) => a - b).map(([, hour]) => hour),
    byInbox,
    isCut:
      [...byInbox.values()].some((inbox) => inbox.attempts >= max) ||
      (failures[0]?.read ?? 0) >= FAILURES_MAX,
  };
}

const ATTEMPTS = statement(`
  select i.id as "inboxId", date_trunc('hour', a.started_at, 'UTC') as at, count(*)::int as count
    from inbox i
   cross join lateral (
     select started_at from message_attempt
      where account_id = i.account_id and inbox_id = i.id and started_at >= $2 and started_at <= $3
      order by started_at desc limit $5) a
   where i.account_id = $1 and ($4::bigint is null or i.id = $4)
   group by 1, 2`);

/** The failed attempts of a span, each once, with its last text. */
const FAILED = `
  read as materialized (
    select message_id, attempt, nullif(btrim(error), '') as error, received_at
      from message_receipt
     where account_id = $1 and signal = 'failed' and result = 'applied' and received_at >= $2 and received_at <= $3
     order by received_at desc limit ${FAILURES_MAX}
  ), failed as (
    select distinct on (r.message_id, r.attempt) r.*, a.inbox_id, a.started_at
      from read r
      join message_attempt a on a.account_id = $1 and a.message_id = r.message_id and a.number = r.attempt
     where $4::bigint is null or a.inbox_id = $4
     order by r.message_id, r.attempt, r.received_at desc
  )`;

const FAILURES = statement(`
  with ${FAILED}
  select inbox_id as "inboxId", date_trunc('hour', started_at, 'UTC') as at, count(*)::int as count,
         (select count(*)::int from read) as read
    from failed where started_at >= $2
   group by 1, 2`);

/** Different texts of failures that are read, the most frequent. */
const TEXTS_MAX = 10_000;

/**
 * Why attempts failed whose failure was reported in a span, by the fingerprint of their texts, the most frequent first. Reads at
 * most `FAILURES_MAX` receipts and `TEXTS_MAX` texts. Indexes: message_receipt_failed, message_attempt_pkey, message_pkey.
 */
export async function listErrors(
  db: Db,
  accountId: number,
  { since, now, inboxId, limit }: Span & { limit: number },
): Promise<HealthErrorDto[]> {
  const texts = await db.query<ErrorText>(TEXTS, [accountId, since, now, inboxId]);
  return groupErrors(texts, limit).map(({ newestAt, inboxIds, examples, ...group }) => ({
    ...group,
    newestAt: newestAt.toISOString(),
    inboxIds: [...inboxIds],
    examples: examples.map(({ at, ...example }) => ({ ...example, at: at.toISOString() })),
  }));
}

/** A text is cut at what its fingerprint reads. */
const TEXTS = statement(`
  with ${FAILED}
  select left(f.error, ${ERROR_READ_CHARS_MAX}) as error, count(*)::int as attempts, max(f.received_at) as "newestAt",
         (count(*) filter (where m.status = 'failed' and m.attempt = f.attempt and m.deleted_at is null
                             and m.dismissed is null))::int as open,
         (array_agg(f.message_id order by f.received_at desc))[1] as "messageId",
         array_agg(distinct f.inbox_id order by f.inbox_id) as "inboxIds"
    from failed f
    join message m on m.account_id = $1 and m.id = f.message_id
   group by 1
   order by 2 desc, 3 desc limit ${TEXTS_MAX}`);
