import type { SendQueueDto } from "@/server/contract/queue/queue";
import type { Db } from "@/server/store/_postgres/db";
import { type QueueRow, timesAsText } from "./reading";

/** Of a row of `send` or `message_change`: a process has claimed it, and its lease runs. */
export const IN_FLIGHT = (row: string, now: string): string =>
  `(${row}.state = 'calling' and ${row}.due_at > ${now}::timestamptz)`;

/** What waits for the programs of inboxes: `begunAt` and `key` are its columns. */
type Waiting = { table: "send" | "message_change"; begunAt: string; key: string };

/** What waits, by inbox: of each at most `max` are read. Indexes: send_due, message_change_due. */
export async function readInboxQueues(
  db: Db,
  accountId: number,
  { table, begunAt, key, now, max }: Waiting & { now: Date; max: number },
): Promise<SendQueueDto[]> {
  const rows = await db.query<QueueRow<SendQueueDto>>(
    `select i.id as "inboxId", i.name, q.*, p.failing_since as "failingSince",
            case when p.open_until > $2::timestamptz then p.open_until end as "pausedUntil"
       from inbox i
       left join inbox_sending p on p.account_id = i.account_id and p.inbox_id = i.id
       cross join lateral (
         select count(*)::int as waiting, (count(*) filter (where w.due_at <= $2::timestamptz))::int as due,
                (count(*) filter (where ${IN_FLIGHT("w", "$2")}))::int as "inFlight", min(w.${begunAt}) as "oldestAt",
                min(w.due_at) filter (where w.state = 'waiting' and w.due_at > $2::timestamptz) as "nextAt",
                coalesce(max(w.tries), 0) as "triesMax"
           from (select * from ${table} where account_id = i.account_id and inbox_id = i.id and settled_at is null
                  order by due_at, ${key} limit $3) w) q
      where i.account_id = $1 and q.waiting > 0 order by i.id`,
    [accountId, now, max],
  );
  return rows.map(timesAsText);
}
