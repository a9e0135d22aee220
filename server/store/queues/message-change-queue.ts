import type { MessageChangeQueueDto, QueuedMessageChangeDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { IN_FLIGHT, readInboxQueues } from "./inbox-queues";
import type { Place, Read } from "./reading";

/** The changes of sent messages that wait, by inbox. */
export const readMessageChangeQueues = (
  db: Db,
  accountId: number,
  read: { now: Date; max: number },
): Promise<MessageChangeQueueDto[]> =>
  readInboxQueues(db, accountId, {
    table: "message_change",
    begunAt: "requested_at",
    key: "message_id",
    ...read,
  });

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
            case when ${IN_FLIGHT("w", "$2")} then 'in_flight' when w.due_at <= $2::timestamptz then 'due' else 'waiting' end
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
