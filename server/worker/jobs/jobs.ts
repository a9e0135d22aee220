import { unlessOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { metrics } from "@/server/lib/process/metrics";
import { countUnplaced, ensurePartitions } from "@/server/store/_postgres/partitions";
import { dropOldEvents } from "@/server/store/events/log/drop-old-events";
import { postponeRevisionsOnHold } from "@/server/store/messages/revisions";
import { deleteExpired, expiringTables } from "@/server/store/retention/expiry";
import { auditAccounts, auditSettings } from "@/server/worker/audits/audits";
import { fileJobs } from "@/server/worker/files/file-jobs";
import { logFault } from "@/server/worker/for-each-due";
import { queueDigests } from "@/server/worker/mails/queue-digests";
import { sendMails } from "@/server/worker/mails/send-mails";
import { sendPushes } from "@/server/worker/push/send-pushes";
import { sendHeartbeats } from "@/server/worker/webhooks/send-heartbeats";
import { deleteResolved } from "./delete-resolved";
import { markAllOverdue, markAllStuck, releaseDueMessages } from "./message-jobs";
import { openUnanswered } from "./open-unanswered";
import { releaseCompanies } from "./release-companies";
import { emptyTrash, purgeDue, rollUpMonths, startOfRollUp } from "./retention-jobs";
import { retryDueMessages } from "./retry-messages";
import { countUses, indexWords, moveLabels, wakeSnoozed } from "./rework";
import { type ScheduledJob, startScheduledJobs } from "./scheduled-jobs";
import { timeOutOperations } from "./time-out-operations";
import { watchAlerts, watchReports } from "./watch-alerts";
import { createClockWatch, watchDisk } from "./watches";
import type { WorkerContext } from "./worker-context";

/** A snooze ends at most this much later, plus the time of one run. */
const SNOOZE_EVERY_MS = 500;
/** A message is sent at most this much after its undo window. */
const RELEASE_EVERY_MS = 500;
/** A failed message is retried at most this much after its planned time. */
const RETRY_MESSAGES_EVERY_MS = 1_000;
/** A message is marked as stuck at most this much late. */
const STUCK_EVERY_MS = 5_000;
/** A message is marked as overdue at most this much late; missing reports of delivery are noticed as late. */
const OVERDUE_EVERY_MS = 60_000;
/** An alert that depends on time is opened or closed at most this much late. */
const ALERTS_EVERY_MS = 5_000;
/** That the disk is filling is noticed at most this much later. */
const DISK_EVERY_MS = 10_000;
/** Conversations of a failing bot are handed over at most this much later. */
const BOTS_EVERY_MS = 5_000;
/** A text is searchable at most this much after it was written. */
const SEARCH_EVERY_MS = 500;
/** A mail is sent at most this much after its commit. */
const MAILS_EVERY_MS = 1_000;
/** A mail about what was missed is sent at most this much late. */
const DIGESTS_EVERY_MS = 60_000;
/** A push is sent at most this much after it is due. */
const PUSH_EVERY_MS = 1_000;
/** Conversations of a renamed or deleted label change at most this much later. */
const LABELS_EVERY_MS = 1_000;
/** A use of a canned reply is counted at most this much later. */
const USES_EVERY_MS = 10_000;
/** Contacts of a deleted company lose it at most this much later. */
const COMPANIES_EVERY_MS = 1_000;
/** A permanent deletion begins at most this much later. */
const PURGE_EVERY_MS = 500;
/** An operation times out at most this much late. */
const OPERATIONS_EVERY_MS = 500;
/** A heartbeat is at most this much late. */
const HEARTBEATS_EVERY_MS = 2_000;
/** The trash is emptied at most this much late. */
const TRASH_EVERY_MS = 600_000;
/** Resolved conversations are deleted at most this much late, unless more than a run's are due. */
const RESOLVED_EVERY_MS = 600_000;
/** Receipts are rolled up at most this much late, unless more than a run's are due. */
const RECEIPTS_EVERY_MS = 3_600_000;
const EXPIRY_EVERY_MS = 60_000;
/** A clock that went back is noticed at most this much later. */
const CLOCK_EVERY_MS = 5_000;
const PARTITIONS_EVERY_MS = 24 * 3_600_000;
/** Settings are audited at most this much late; immediately after a start, which may be an upgrade. */
const SETTINGS_EVERY_MS = 600_000;
const AUDIT_EVERY_MS = 60_000;
/** A scheduled backup begins at most this much late. */
const BACKUP_EVERY_MS = 30_000;
/** A failed job runs again after this, or after its own interval if that is shorter. */
const RETRY_MS = 60_000;

const EXPIRY_BATCH = 1_000;

/** Runs the scheduled jobs until it is stopped. Any number of processes may do it. */
export function startJobs(context: WorkerContext): { stop(): Promise<void> } {
  const { mails, push, backUp } = context;
  const pushing = push && { ...context, ...push };
  const mailing = mails && { ...context, ...mails };
  const rolledUpTo = startOfRollUp();
  return startScheduledJobs(
    [
      ...(mailing
        ? [
            {
              name: "mail links",
              everyMs: MAILS_EVERY_MS,
              work: unlessOutboundOff((stopping: AbortSignal) => sendMails(mailing, stopping)),
            },
            {
              name: "mail what was missed",
              everyMs: DIGESTS_EVERY_MS,
              work: unlessOutboundOff(() => queueDigests(context)),
            },
          ]
        : []),
      ...(pushing
        ? [
            {
              name: "send pushes",
              everyMs: PUSH_EVERY_MS,
              work: unlessOutboundOff((stopping: AbortSignal) => sendPushes(pushing, stopping)),
            },
          ]
        : []),
      { name: "release messages", everyMs: RELEASE_EVERY_MS, work: () => releaseDueMessages(context) },
      {
        name: "retry failed messages",
        everyMs: RETRY_MESSAGES_EVERY_MS,
        work: () => retryDueMessages(context),
      },
      { name: "mark stuck messages", everyMs: STUCK_EVERY_MS, work: () => markAllStuck(context) },
      { name: "watch deliveries", everyMs: OVERDUE_EVERY_MS, work: () => watchDeliveries(context) },
      { name: "watch alerts", everyMs: ALERTS_EVERY_MS, work: () => watchAlerts(context) },
      { name: "watch the disk", everyMs: DISK_EVERY_MS, work: () => watchDisk(context) },
      { name: "take over from failing bots", everyMs: BOTS_EVERY_MS, work: () => openUnanswered(context) },
      {
        name: "delete permanently",
        everyMs: PURGE_EVERY_MS,
        work: (stopping) => purgeDue(context, stopping),
      },
      { name: "time out operations", everyMs: OPERATIONS_EVERY_MS, work: () => timeOutOperations(context) },
      {
        name: "send heartbeats",
        everyMs: HEARTBEATS_EVERY_MS,
        work: unlessOutboundOff(() => sendHeartbeats(context)),
      },
      { name: "empty the trash", everyMs: TRASH_EVERY_MS, work: (stopping) => emptyTrash(context, stopping) },
      {
        name: "delete resolved conversations",
        everyMs: RESOLVED_EVERY_MS,
        work: (stopping) => deleteResolved(context, stopping),
      },
      {
        name: "roll up receipts",
        everyMs: RECEIPTS_EVERY_MS,
        work: (stopping) => rollUpMonths(context, stopping, rolledUpTo),
      },
      ...batchJobs(context),
      ...fileJobs(context),
      { name: "watch the clock", everyMs: CLOCK_EVERY_MS, work: createClockWatch(context) },
      { name: "make partitions", everyMs: PARTITIONS_EVERY_MS, work: () => keepPartitions(context) },
      { name: "audit settings", everyMs: SETTINGS_EVERY_MS, work: () => auditSettings(context) },
      { name: "audit counters", everyMs: AUDIT_EVERY_MS, work: () => auditAccounts(context) },
      ...(backUp
        ? [{ name: "back up", everyMs: BACKUP_EVERY_MS, work: backUp, runsInMaintenance: true as const }]
        : []),
    ],
    {
      retryMs: RETRY_MS,
      onError: (error, job) => logFault(context.log, error, "a scheduled job failed", { job }),
    },
  );
}

/** Jobs that take one batch after the other until nothing is left, or the process stops. */
const batchJobs = (context: WorkerContext): ScheduledJob[] => [
  {
    name: "wake snoozed conversations",
    everyMs: SNOOZE_EVERY_MS,
    work: (stopping) => wakeSnoozed(context, stopping),
  },
  {
    name: "index searched texts",
    everyMs: SEARCH_EVERY_MS,
    work: (stopping) => indexWords(context, stopping),
  },
  {
    name: "update labels of conversations",
    everyMs: LABELS_EVERY_MS,
    work: (stopping) => moveLabels(context, stopping),
  },
  {
    name: "count uses of canned replies",
    everyMs: USES_EVERY_MS,
    work: (stopping) => countUses(context, stopping),
  },
  {
    name: "release companies",
    everyMs: COMPANIES_EVERY_MS,
    work: (stopping) => releaseCompanies(context, stopping),
  },
  {
    name: "delete what has expired",
    everyMs: EXPIRY_EVERY_MS,
    work: (stopping) => dropExpired(context, stopping),
  },
];

/** In this order: what was sent before an inbox reported deliveries does not become overdue when it begins to. */
async function watchDeliveries(context: WorkerContext): Promise<void> {
  await watchReports(context);
  await markAllOverdue(context);
}

/** Deletes expired parked receipts, idempotency keys, rate limits and so on, except what a legal hold keeps. */
export async function dropExpired(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const batch = () => ({ now: now(), limit: EXPIRY_BATCH });
  while (!stopping?.aborted && (await postponeRevisionsOnHold(database, batch())) === EXPIRY_BATCH);
  for (const table of expiringTables()) {
    while (!stopping?.aborted && (await deleteExpired(database, table, batch())) === EXPIRY_BATCH);
  }
}

/** Creates the coming months' partitions, drops the log's old ones, and logs an error if rows have no partition. */
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
