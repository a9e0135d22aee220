import type { QueuedSendDto, SendQueueDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { IN_FLIGHT, readInboxQueues } from "./inbox-queues";
import { isoOf, type Place, type Read } from "./reading";

/** The sends that wait, by inbox. */
export const readSendQueues = (
  db: Db,
  accountId: number,
  read: { now: Date; max: number },
): Promise<SendQueueDto[]> =>
  readInboxQueues(db, accountId, { table: "send", begunAt: "created_at", key: "id", ...read });

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
            case when ${IN_FLIGHT("s", "$2")} then 'in_flight' when s.due_at <= $2::timestamptz then 'due' else 'waiting' end
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
