import { JOB_KINDS, type JobKind, type ListedJob } from "@/server/contract/queue/constants";
import type { JobQueueDto, QueuedJobDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { NO_MEMBER } from "@/server/store/members/mails";
import { isoOf, type Read } from "./reading";

/** Of the queues that all accounts share, as many rows are looked at for one account's, the longest due first. */
const SCANNED_MAX = 20_000;

/** The key of a mail: it has no id. */
export const MAIL_KEY = (m: string): string =>
  `concat_ws(':', ${m}.user_id, ${m}.alert_id, ${m}.conversation_id, ${m}.is_digest::int, ${m}.email)`;
export const PUSH_KEY = (p: string): string => `concat_ws(':', ${p}.device_id, ${p}.notification_id)`;

const columns = (
  of: Partial<Record<"about" | "display" | "tries" | "created" | "due" | "error", string>>,
) => `
  ${of.about ?? "null::text"} as about, ${of.display ?? "null::bigint"} as "displayId", ${of.tries ?? "0"} as tries,
  ${of.created ?? "null::timestamptz"} as "createdAt", ${of.due ?? "null::timestamptz"} as "dueAt",
  ${of.error ?? "null::text"} as "lastError"`;

/** The message that a row is about, and its conversation. */
const MESSAGE = `join conversation c on c.account_id = m.account_id and c.id = m.conversation_id`;

const files = (isOfKind: string): string => `
  select f.id::text as key, ${columns({ about: "f.name", tries: "f.work_tries", created: "f.created_at", due: "f.work_due_at" })}
    from (select * from file where work_due_at is not null order by work_due_at limit ${SCANNED_MAX}) f
   where f.account_id = $1 and ${isOfKind}`;

/** The rows of each kind, of account $1. Indexes: named beside those that are not the primary key. */
const ROWS: Record<JobKind, string> = {
  // bulk_operation_due
  bulk_operations: `
    select b.id::text as key, ${columns({ about: "b.action", tries: "b.faults", created: "b.created_at", due: "b.due_at" })}
      from bulk_operation b where b.account_id = $1 and b.state = 'running'`,
  // deletion_due
  deletions: `
    select d.id::text as key,
           ${columns({ about: "d.kind", tries: "d.faults", created: "d.created_at", due: "nullif(d.due_at, 'infinity')" })}
      from deletion d where d.account_id = $1 and d.state = 'running'`,
  undo_windows: `
    select h.message_id::text as key, ${columns({ display: "c.display_id", created: "m.created_at", due: "h.send_after" })}
      from message_hold h join message m on m.account_id = h.account_id and m.id = h.message_id ${MESSAGE}
     where h.account_id = $1`,
  // message_retry
  automatic_retries: `
    select m.id::text as key, ${columns({
      display: "c.display_id",
      tries: "m.attempt",
      created: "m.created_at",
      due: "m.retry_at",
      error: "m.external_error",
    })}
      from message m ${MESSAGE} where m.account_id = $1 and m.retry_at is not null`,
  // file_work
  file_fetches: files("f.state = 'pending'"),
  file_inspections: files("f.state in ('ready', 'failed')"),
  // mail_due
  mails: `
    select ${MAIL_KEY("m")} as key,
           ${columns({
             about: "coalesce(nullif(m.email, ''), u.email)",
             tries: "m.tries",
             created: "m.created_at",
             due: "m.due_at",
             error: "m.error",
           })}
      from (select * from mail where due_at is not null order by due_at limit ${SCANNED_MAX}) m
      left join app_user u on u.id = m.user_id where m.account_id = $1 and (u.id is not null or m.user_id = ${NO_MEMBER})`,
  // push_due
  pushes: `
    select ${PUSH_KEY("p")} as key,
           ${columns({ about: "u.email", tries: "p.tries", created: "p.queued_at", due: "p.due_at", error: "d.error" })}
      from (select * from push order by due_at limit ${SCANNED_MAX}) p
      join push_device d on d.account_id = p.account_id and d.id = p.device_id
      join app_user u on u.id = d.user_id where p.account_id = $1`,
  search_entries: `select s.id::text as key, ${columns({ about: "s.kind" })} from search_due s where s.account_id = $1`,
  label_changes: `
    select l.id::text as key, ${columns({ about: "l.from_name" })} from label_move l where l.account_id = $1`,
  // outbox_pkey
  events: `
    select o.id::text as key, ${columns({ about: "o.type", created: "o.occurred_at" })}
      from (select * from outbox order by id limit ${SCANNED_MAX}) o where o.account_id = $1`,
};

type QueueRow = Omit<JobQueueDto, "oldestAt" | "nextAt"> & { oldestAt: Date | null; nextAt: Date | null };

const QUEUES = JOB_KINDS.map(
  (kind, place) => `
  select ${place} as place, '${kind}' as kind, count(*)::int as waiting,
         (count(*) filter (where coalesce(j."dueAt" <= $2::timestamptz, true)))::int as due, min(j."createdAt") as "oldestAt",
         min(j."dueAt") filter (where j."dueAt" > $2::timestamptz) as "nextAt", coalesce(max(j.tries), 0)::int as "triesMax"
    from (select * from (${ROWS[kind]}) r limit $3) j`,
).join("\nunion all");

/** The background work of an account, by kind: of each at most `max` rows are counted. */
export async function readJobQueues(
  db: Db,
  accountId: number,
  { now, max }: { now: Date; max: number },
): Promise<JobQueueDto[]> {
  const rows = await db.query<QueueRow>(
    `select kind, waiting, due, "oldestAt", "nextAt", "triesMax" from (${QUEUES}) q where waiting > 0 order by place`,
    [accountId, now, max],
  );
  return rows.map((row) => ({ ...row, oldestAt: isoOf(row.oldestAt), nextAt: isoOf(row.nextAt) }));
}

type JobRow = Omit<QueuedJobDto, "createdAt" | "dueAt"> & { createdAt: Date | null; dueAt: Date | null };

/** Where a page ended: the time of its last row, and how many rows with this time it and earlier pages have shown. */
export type JobPlace = { dueAt: Date; shown: number };

/** A page of one kind, those that are tried next first. */
export async function listQueuedJobs(
  db: Db,
  accountId: number,
  { kind, after, limit }: Omit<Read, "now"> & { kind: ListedJob; after: JobPlace | null },
): Promise<QueuedJobDto[]> {
  const rows = await db.query<JobRow>(
    `select '${kind}' as kind, j.* from (${ROWS[kind]}) j
      where $2::timestamptz is null or ${DUE} >= $2::timestamptz
      order by ${DUE}, j.key offset $3 limit $4`,
    [accountId, after?.dueAt ?? null, after?.shown ?? 0, limit],
  );
  return rows.map((row) => ({ ...row, createdAt: isoOf(row.createdAt), dueAt: isoOf(row.dueAt) }));
}

/** When a job without a time is listed: after all others. */
export const NO_TIME = new Date("9999-12-31T00:00:00.000Z");
const DUE = `coalesce(j."dueAt", '${NO_TIME.toISOString()}')`;
