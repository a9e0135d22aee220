import type { Db } from "@/server/store/_postgres/db";
import { one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** Of work without a time of its own: due at once, while there is any. */
const AT_ONCE = "select to_timestamp(0) from";

/**
 * When the first work of each queue is due, of all accounts; null = none waits. Earlier than a job would find it at worst: the job
 * decides. Each reads one entry of the index that the job uses, whose order is named where Postgres could prefer the table.
 */
const QUEUES = {
  snoozes:
    "select min(snoozed_until) from conversation where snoozed_until is not null and lifecycle = 'live'",
  undoWindows: "select min(send_after) from message_hold",
  scheduledMessages: "select min(send_at) from scheduled_message where state = 'waiting'",
  // Also those whose inbox has stopped retrying.
  retries: `${AT_ONCE} message where retry_at is not null order by account_id, inbox_id, retry_at limit 1`,
  // Which of them are stuck depends on their inbox.
  pendingMessages: `${AT_ONCE} message where status = 'pending' and not is_unconfirmed and deleted_at is null
    order by account_id, inbox_id, created_at limit 1`,
  searchedTexts: `${AT_ONCE} search_due limit 1`,
  labelMoves: `${AT_ONCE} label_move limit 1`,
  deletedCompanies: `${AT_ONCE} company where deleted_at is not null and not is_released limit 1`,
  cannedUses: "select min(due_at) from canned_reply_use",
  deletions: "select min(due_at) from deletion where state = 'running'",
  operations: "select min(deadline_at) from operation where state = 'running'",
  bulkOperations: "select min(due_at) from bulk_operation where state = 'running'",
  inspections:
    "select min(work_due_at) from file where work_due_at is not null and state in ('ready', 'failed')",
  fetches: "select min(work_due_at) from file where work_due_at is not null and state = 'pending'",
  removals: "select min(due_at) from file_removal",
  mails: "select min(due_at) from mail where due_at is not null",
  pushes: "select min(due_at) from push",
  bots: `${AT_ONCE} endpoint where bot_name is not null and deleted_at is null limit 1`,
  heartbeats: `${AT_ONCE} endpoint where heartbeat_minutes is not null and deleted_at is null limit 1`,
  grownTables: `${AT_ONCE} grown_tables() limit 1`,
} as const;

export type DueQueue = keyof typeof QUEUES;

export type DueTimes = Readonly<Record<DueQueue, Date | null>>;

/** When the first work of each queue is due, in one statement. */
export const readDueTimes = async (db: Db): Promise<DueTimes> => one(await db.query<DueTimes>(DUE_TIMES));

const DUE_TIMES = statement(
  `select ${Object.entries(QUEUES)
    .map(([name, sql]) => `(${sql}) as "${name}"`)
    .join(",\n")}`,
);
