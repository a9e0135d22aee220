import { wakeDue } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { metrics } from "@/server/lib/process/metrics";
import { reasonOf } from "@/server/lib/process/start-failure";
import { countUnplaced, ensurePartitions } from "@/server/store/_postgres/partitions";
import { type DueSnooze, listDueSnoozes } from "@/server/store/conversations/due-snoozes";
import { dropOldEvents } from "@/server/store/events/drop-old-events";
import { postponeRevisionsOnHold } from "@/server/store/messages/revisions";
import { deleteExpired, EXPIRING } from "@/server/store/retention/expiry";
import { auditAccounts } from "@/server/worker/audits/audit-counters";
import { auditSettings } from "@/server/worker/audits/audit-settings";
import { sendMails } from "@/server/worker/mails/send-mails";
import { sendHeartbeats } from "@/server/worker/webhooks/send-heartbeats";
import { carryLabels } from "./carry-labels";
import { indexWords } from "./index-words";
import { markAllStuck } from "./mark-stuck";
import { emptyTrash, purgeDue } from "./purge-trash";
import { releaseDueMessages } from "./release-messages";
import { startScheduledJobs } from "./scheduled-jobs";
import { timeOutOperations } from "./time-out-operations";
import type { WorkerContext } from "./worker-context";

/** A snooze is over at most this much later than it says, and the time one look takes. */
const SNOOZE_EVERY_MS = 500;
/** A message leaves at most this much after its time to be withdrawn is over. */
const HOLD_EVERY_MS = 500;
/** A message is stuck at most this much after its time to be reported about is over. */
const STUCK_EVERY_MS = 5_000;
/** Words are found at most this much after they were written. */
const SEARCH_EVERY_MS = 500;
/** A mail leaves at most this much after its commit. */
const MAILS_EVERY_MS = 1_000;
/** Conversations of a label that was renamed or deleted follow this much later at most. */
const LABELS_EVERY_MS = 1_000;
/** What is deleted for ever is gone this much later at most, and the time it takes. */
const PURGE_EVERY_MS = 500;
/** An operation that had no end in its time is told at most this much later. */
const OPERATIONS_EVERY_MS = 500;
/** A heartbeat is at most so much late. */
const HEARTBEATS_EVERY_MS = 2_000;
/** Trash is emptied at most this much after its time. */
const TRASH_EVERY_MS = 600_000;
const EXPIRY_EVERY_MS = 60_000;
const PARTITIONS_EVERY_MS = 24 * 3_600_000;
/** Settings are audited at most this much after it is due; at once after a start, as that may be an upgrade. */
const SETTINGS_EVERY_MS = 600_000;
const AUDIT_EVERY_MS = 60_000;
/** A job that failed is tried again after this long, or its own interval if that is shorter. */
const RETRY_MS = 60_000;

const WAKE_BATCH = 100;
const WAKE_AT_ONCE = 8;
const EXPIRY_BATCH = 1_000;

/** Does what falls due by itself, until it is stopped. Any number of processes may do it. */
export function startJobs(context: WorkerContext): { stop(): Promise<void> } {
  const { mails } = context;
  const mailing = mails && { ...context, ...mails };
  return startScheduledJobs(
    [
      ...(mailing ? [{ name: "mail links", everyMs: MAILS_EVERY_MS, work: () => sendMails(mailing) }] : []),
      { name: "wake snoozed conversations", everyMs: SNOOZE_EVERY_MS, work: () => wakeSnoozed(context) },
      { name: "let held messages go", everyMs: HOLD_EVERY_MS, work: () => releaseDueMessages(context) },
      { name: "mark stuck messages", everyMs: STUCK_EVERY_MS, work: () => markAllStuck(context) },
      { name: "take words into the search", everyMs: SEARCH_EVERY_MS, work: () => indexWords(context) },
      { name: "carry labels over", everyMs: LABELS_EVERY_MS, work: () => carryLabels(context) },
      { name: "delete for ever", everyMs: PURGE_EVERY_MS, work: (stopping) => purgeDue(context, stopping) },
      { name: "time out operations", everyMs: OPERATIONS_EVERY_MS, work: () => timeOutOperations(context) },
      { name: "send heartbeats", everyMs: HEARTBEATS_EVERY_MS, work: () => sendHeartbeats(context) },
      { name: "empty the trash", everyMs: TRASH_EVERY_MS, work: (stopping) => emptyTrash(context, stopping) },
      { name: "delete what has expired", everyMs: EXPIRY_EVERY_MS, work: () => dropExpired(context) },
      { name: "make partitions", everyMs: PARTITIONS_EVERY_MS, work: () => keepPartitions(context) },
      { name: "audit settings", everyMs: SETTINGS_EVERY_MS, work: () => auditSettings(context) },
      { name: "audit counters", everyMs: AUDIT_EVERY_MS, work: () => auditAccounts(context) },
    ],
    {
      retryMs: RETRY_MS,
      onError: (error, job) => context.log.error({ reason: reasonOf(error), job }, "a scheduled job failed"),
    },
  );
}

/** Wakes every conversation whose snooze has run out; one that fails does not hold up the others. */
export async function wakeSnoozed({ database, run, now, log }: WorkerContext): Promise<void> {
  const wake = async ({ accountId, conversationId }: DueSnooze) => {
    try {
      await run(wakeDue, systemCaller(accountId), { conversationId });
    } catch (error) {
      log.error({ reason: reasonOf(error), conversationId }, "could not wake a conversation");
    }
  };
  for (let after: DueSnooze | null = null; ; ) {
    const due: DueSnooze[] = await listDueSnoozes(database, { now: now(), after, limit: WAKE_BATCH });
    for (let at = 0; at < due.length; at += WAKE_AT_ONCE)
      await Promise.all(due.slice(at, at + WAKE_AT_ONCE).map(wake));
    const last = due.at(-1);
    if (!last || due.length < WAKE_BATCH) return;
    after = last;
  }
}

/** Deletes parked receipts, idempotency keys, rate limits and so on whose time is over, but for what a legal hold keeps. */
export async function dropExpired({ database, now }: Pick<WorkerContext, "database" | "now">): Promise<void> {
  const batch = () => ({ now: now(), limit: EXPIRY_BATCH });
  while ((await postponeRevisionsOnHold(database, batch())) === EXPIRY_BATCH);
  for (const table of EXPIRING) {
    while ((await deleteExpired(database, table, batch())) === EXPIRY_BATCH);
  }
}

/** Makes the coming months' partitions, drops the log's old ones, and says so when rows have missed theirs. */
export async function keepPartitions({
  database,
  now,
  log,
}: Pick<WorkerContext, "database" | "now" | "log">): Promise<void> {
  const unplaced = await countUnplaced(database);
  metrics.unplacedRows.set(unplaced);
  if (unplaced > 0)
    log.error({ rows: unplaced }, "rows lie in a default partition: no partition was made for their month");
  await ensurePartitions(database, now());
  await dropOldEvents(database, now());
}
