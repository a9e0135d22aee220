import type { MessageChangeQueueDto, QueuedMessageChangeDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { isoOf, type Place, type Read } from "./audit";

/** Of a change: a process has claimed it, and its lease runs. */
export const CHANGE_IN_FLIGHT = (now: string): string =>
  `(w.state = 'calling' and w.due_at > ${now}::timestamptz)`;

type Times = "oldestAt" | "nextAt" | "failingSince" | "pausedUntil";
type QueueRow = Omit<MessageChangeQueueDto, Times> & Record<Times, Date | null>;

/** The changes of sent messages that wait, by inbox: of each at most `max` are read. Index: message_change_due. */
export async function readMessageChangeQueues(
  db: Db,
  accountId: number,
  { now, max }: { now: Date; max: number },
): Promise<MessageChangeQueueDto[]> {
  const rows = await db.query<QueueRow>(
    `select i.id as "inboxId", i.name, q.*, p.failing_since as "failingSince",
            case when p.open_until > $2::timestamptz then p.open_until end as "pausedUntil"
       from inbox i
       left join inbox_sending p on p.account_id = i.account_id and p.inbox_id = i.id
       cross join lateral (
         select count(*)::int as waiting, (count(*) filter (where w.due_at <= $2::timestamptz))::int as due,
                (count(*) filter (where ${CHANGE_IN_FLIGHT("$2")}))::int as "inFlight", min(w.requested_at) as "oldestAt",
                min(w.due_at) filter (where w.state = 'waiting' and w.due_at > $2::timestamptz) as "nextAt",
                coalesce(max(w.tries), 0) as "triesMax"
           from (select * from message_change where account_id = i.account_id and inbox_id = i.id and settled_at is null
                  order by due_at limit $3) w) q
      where i.account_id = $1 and q.waiting > 0 order by i.id`,
    [accountId, now, max],
  );
  return rows.map((row) => ({
    ...row,
    oldestAt: isoOf(row.oldestAt),
    nextAt: isoOf(row.nextAt),
    failingSince: isoOf(row.failingSince),
    pausedUntil: isoOf(row.pausedUntil),
  }));
}

type ChangeRow = Omit<QueuedMessageChangeDto, "createdAt" | "dueAt"> & { createdAt: Date; dueAt: Date };

/**
 * A page of the changes that wait, of an inbox or of all, those that are tried next first; keyset on the time and the message. Indexes:
 * message_change_due, message_pkey.
 */
export async function listQueuedMessageChanges(
  db: Db,
  accountId: number,
  { inboxId, now, after, limit }: Read & { inboxId: number | null; after: Place | null },
): Promise<QueuedMessageChangeDto[]> {
  const rows = await db.query<ChangeRow>(
    `select w.message_id as "messageId", w.inbox_id as "inboxId", m.conversation_id as "conversationId",
            c.display_id as "displayId", t.name as "contactName", w.kind, w.tries, w.error as "lastError",
            w.is_doubtful or w.state = 'calling' as "mayHaveArrived", w.starts_at > $2::timestamptz as "isUndoable",
            case when ${CHANGE_IN_FLIGHT("$2")} then 'in_flight' when w.due_at <= $2::timestamptz then 'due' else 'waiting' end
              as state,
            w.requested_at as "createdAt", w.due_at as "dueAt"
       from (select q.* from inbox i cross join lateral (
               select * from message_change where account_id = i.account_id and inbox_id = i.id and settled_at is null
                  and ($4::timestamptz is null or (due_at, message_id) > ($4::timestamptz, $5::bigint))
                order by due_at, message_id limit $6) q
              where i.account_id = $1 and ($3::bigint is null or i.id = $3)
              order by q.due_at, q.message_id limit $6) w
       left join message m on m.account_id = w.account_id and m.id = w.message_id
       left join conversation c on c.account_id = m.account_id and c.id = m.conversation_id and c.lifecycle <> 'purged'
       left join contact t on t.account_id = c.account_id and t.id = c.contact_id
      order by w.due_at, w.message_id`,
    [accountId, now, inboxId, after?.dueAt ?? null, after?.id ?? null, limit],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
  }));
}
