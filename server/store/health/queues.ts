import type { HealthQueuesDto } from "@/server/contract/health/health";
import { type Db, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

type Row = {
  sends: number;
  sendsDue: number;
  sendsCalling: number;
  sendDueAt: Date | null;
  changes: number;
  changesDue: number;
  changesCalling: number;
  changeDueAt: Date | null;
  deliveries: number;
  deliveriesDue: number;
  deliveryDueAt: Date | null;
  events: number;
  eventAt: Date | null;
  operations: number;
  remaining: number;
};

type ReadQueues = { now: Date; max: number };

/**
 * What waits in an account: of sends, changes of messages, deliveries and events at most `max` are read each. A delivery is not due while
 * its endpoint is disabled or paused, and does not wait once it is deleted. Indexes: send_due,
 * message_change_due, delivery_due, outbox_pkey, bulk_operation_due.
 */
export const readQueues = async (
  db: Db,
  accountId: number,
  { now, max }: ReadQueues,
): Promise<HealthQueuesDto> => toDto(one(await db.query<Row>(OF_ACCOUNT, [now, max, accountId])));

/** The same of all accounts, for operators. Indexes: send_open, and the others. */
export const readAllQueues = async (db: Db, { now, max }: ReadQueues): Promise<HealthQueuesDto> =>
  toDto(one(await db.query<Row>(OF_ALL, [now, max])));

const select = (isOf: string): string => `
  select s.*, c.*, d.*, o.*, b.*
    from (select count(*)::int as sends, (count(*) filter (where is_due))::int as "sendsDue",
                 (count(*) filter (where state = 'calling'))::int as "sendsCalling",
                 min(due_at) filter (where is_due) as "sendDueAt"
            from (select state, due_at, state = 'waiting' and due_at <= $1::timestamptz as is_due
                    from send where ${isOf} settled_at is null limit $2) x) s,
         (select count(*)::int as changes, (count(*) filter (where is_due))::int as "changesDue",
                 (count(*) filter (where state = 'calling'))::int as "changesCalling",
                 min(due_at) filter (where is_due) as "changeDueAt"
            from (select state, due_at, state = 'waiting' and due_at <= $1::timestamptz as is_due
                    from message_change where ${isOf} settled_at is null limit $2) x) c,
         (select count(*)::int as deliveries, (count(*) filter (where is_due))::int as "deliveriesDue",
                 min(due_at) filter (where is_due) as "deliveryDueAt"
            from (select w.due_at, e.state = 'enabled' and coalesce(p.open_until <= $1::timestamptz, true)
                                   and w.due_at <= $1::timestamptz as is_due
                    from (select * from endpoint where ${isOf} deleted_at is null) e
                    left join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
                   cross join lateral (
                     select due_at from delivery
                      where account_id = e.account_id and endpoint_id = e.id and state = 'waiting' order by due_at limit $2) w
                   limit $2) x) d,
         (select count(*)::int as events, min(occurred_at) as "eventAt"
            from (select account_id, occurred_at from outbox order by id limit $2) x where ${isOf} true) o,
         (select count(*)::int as operations, coalesce(sum(total - processed), 0)::int as remaining
            from bulk_operation where ${isOf} state = 'running') b`;

const OF_ACCOUNT = statement(select("account_id = $3 and"));
const OF_ALL = statement(select(""));

const toDto = (row: Row): HealthQueuesDto => ({
  sends: {
    waiting: row.sends,
    due: row.sendsDue,
    calling: row.sendsCalling,
    oldestDueAt: row.sendDueAt?.toISOString() ?? null,
  },
  messageChanges: {
    waiting: row.changes,
    due: row.changesDue,
    calling: row.changesCalling,
    oldestDueAt: row.changeDueAt?.toISOString() ?? null,
  },
  deliveries: {
    waiting: row.deliveries,
    due: row.deliveriesDue,
    oldestDueAt: row.deliveryDueAt?.toISOString() ?? null,
  },
  outbox: { waiting: row.events, oldestAt: row.eventAt?.toISOString() ?? null },
  bulkOperations: { running: row.operations, remaining: row.remaining },
});

/** The size of the database on its disk. */
export const readDatabaseBytes = async (db: Db): Promise<number> =>
  one(await db.query<{ bytes: number }>("select pg_database_size(current_database()) as bytes", [])).bytes;
