import type { QueuedSendDto, SendQueueDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { isoOf, type Place, type Read } from "./audit";

/** Of a send: a process has claimed it, and its lease runs. */
export const SEND_IN_FLIGHT = (now: string): string =>
  `(s.state = 'calling' and s.due_at > ${now}::timestamptz)`;

type QueueRow = Omit<SendQueueDto, "oldestAt" | "nextAt" | "failingSince" | "pausedUntil"> &
  Record<"oldestAt" | "nextAt" | "failingSince" | "pausedUntil", Date | null>;

/** The sends that wait, by inbox: of each at most `max` are read. Index: send_due. */
export async function readSendQueues(
  db: Db,
  accountId: number,
  { now, max }: { now: Date; max: number },
): Promise<SendQueueDto[]> {
  const rows = await db.query<QueueRow>(
    `select i.id as "inboxId", i.name, q.*, p.failing_since as "failingSince",
            case when p.open_until > $2::timestamptz then p.open_until end as "pausedUntil"
       from inbox i
       left join inbox_sending p on p.account_id = i.account_id and p.inbox_id = i.id
       cross join lateral (
         select count(*)::int as waiting, (count(*) filter (where s.due_at <= $2::timestamptz))::int as due,
                (count(*) filter (where ${SEND_IN_FLIGHT("$2")}))::int as "inFlight", min(s.created_at) as "oldestAt",
                min(s.due_at) filter (where s.state = 'waiting' and s.due_at > $2::timestamptz) as "nextAt",
                coalesce(max(s.tries), 0) as "triesMax"
           from (select * from send where account_id = i.account_id and inbox_id = i.id and settled_at is null
                  order by due_at, id limit $3) s) q
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

type SendRow = Omit<QueuedSendDto, "createdAt" | "dueAt" | "lastTriedAt"> & {
  createdAt: Date;
  dueAt: Date;
  lastTriedAt: Date | null;
};

/** A page of the sends that wait, of an inbox or of all, those that are tried next first. Index: send_due, send_try_message. */
export async function listQueuedSends(
  db: Db,
  accountId: number,
  { inboxId, now, after, limit }: Read & { inboxId: number | null; after: Place | null },
): Promise<QueuedSendDto[]> {
  const rows = await db.query<SendRow>(
    `select s.id, s.inbox_id as "inboxId", s.message_id as "messageId", s.conversation_id as "conversationId",
            c.display_id as "displayId", t.name as "contactName", s.attempt, s.tries,
            s.is_doubtful or s.state = 'calling' as "mayHaveArrived",
            case when ${SEND_IN_FLIGHT("$2")} then 'in_flight' when s.due_at <= $2::timestamptz then 'due' else 'waiting' end
              as state,
            s.created_at as "createdAt", s.due_at as "dueAt", k.at as "lastTriedAt", k.detail as "lastError"
       from (select q.* from inbox i cross join lateral (
               select * from send where account_id = i.account_id and inbox_id = i.id and settled_at is null
                  and ($4::timestamptz is null or (due_at, id) > ($4::timestamptz, $5::bigint))
                order by due_at, id limit $6) q
              where i.account_id = $1 and ($3::bigint is null or i.id = $3)
              order by q.due_at, q.id limit $6) s
       left join conversation c on c.account_id = s.account_id and c.id = s.conversation_id and c.lifecycle <> 'purged'
       left join contact t on t.account_id = c.account_id and t.id = c.contact_id
       left join lateral (select at, detail from send_try where account_id = s.account_id and message_id = s.message_id
                             and send_id = s.id order by id desc limit 1) k on true
      order by s.due_at, s.id`,
    [accountId, now, inboxId, after?.dueAt ?? null, after?.id ?? null, limit],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    lastTriedAt: isoOf(row.lastTriedAt),
  }));
}
